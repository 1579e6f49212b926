package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.model.Binarisation;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PixelsTest {
  private static final byte[] LEVELS = {0, 1, 127, (byte) 128, (byte) 254, (byte) 255};

  private static float[] unpacked(Binarisation binarisation, byte[] levels) {
    float[] pixels = new float[levels.length];
    Pixels.unpack(binarisation, new SplittableRandom(3), levels, 0, pixels, 0, levels.length);
    return pixels;
  }

  @Test
  void greyLevelsAreFractionsOf255() {
    assertThat(unpacked(Binarisation.NONE, LEVELS))
        .containsExactly(0, 1 / 255f, 127 / 255f, 128 / 255f, 254 / 255f, 1);
  }

  @Test
  void theThresholdIsOneHalf() {
    assertThat(unpacked(Binarisation.THRESHOLD, LEVELS)).containsExactly(0, 0, 0, 1, 1, 1);
  }

  @Test
  void aDrawHasTheProbabilityOfItsLevel() {
    int draws = 400_000;
    for (byte level : LEVELS) {
      byte[] levels = new byte[draws];
      Arrays.fill(levels, level);
      double sum = 0;
      for (float pixel : unpacked(Binarisation.DYNAMIC, levels)) {
        assertThat(pixel == 0 || pixel == 1).isTrue();
        sum += pixel;
      }
      double p = (level & 0xFF) / 255.0;
      double deviation = Math.sqrt(p * (1 - p) / draws);
      assertThat(sum / draws).isCloseTo(p, within(4 * deviation + 2e-5 * p * (1 - p)));
    }
  }
}
