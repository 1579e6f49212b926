package io.trainvae.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AveragingGrowthTest {
  @Test
  void growsByTheSameFactorEveryEpoch() {
    AveragingGrowth growth = new AveragingGrowth(1, 4);
    assertThat(IntStream.range(0, 7).map(epoch -> growth.frequency(epoch, 16)))
        .containsExactly(1, 2, 4, 8, 16, 16, 16);
  }

  @Test
  void noGrowthIsTheSameInAllEpochs() {
    assertThat(AveragingGrowth.NONE.frequency(0, 10)).isEqualTo(10);
  }
}
