package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import io.trainvae.model.Shape;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Sizes beyond what an int or an array can hold; only what is used of them is allocated. */
class RoundImagesTest {

  @Test
  void aRoundMayHoldMoreBytesThanAnArray() {
    int recordBytes = 128 * 128 + 1;
    RoundImages round = new RoundImages(140_000, 128, recordBytes);
    byte[] record = new byte[recordBytes];
    record[0] = 3;
    record[recordBytes - 1] = 7;
    ImageChunk chunk = new ImageChunk(record, 1);
    // 2^31 bytes end within image 131,064.
    for (int place : new int[] {0, 131_063, 131_064, 131_065, 139_999}) {
      round.put(place, chunk, 0);
      byte[] minibatch = round.minibatch(place / 128);
      int start = round.start(place % 128);
      assertThat(minibatch).hasSize(128 * recordBytes);
      assertThat(minibatch[start]).isEqualTo((byte) 3);
      assertThat(minibatch[start + recordBytes - 1]).isEqualTo((byte) 7);
    }
  }

  @Test
  void aMinibatchMayNot() {
    assertThatThrownBy(() -> new RoundImages(140_000, 140_000, 128 * 128 + 1))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot hold the images of a minibatch at once: 140,000 x 16,385 numbers,"
                + " expected at most 2,147,483,639; choose fewer or smaller ones");
    // Of fewer images than a minibatch has, only they count.
    assertThat(new RoundImages(7, 140_000, 128 * 128 + 1).start(6)).isEqualTo(6 * 16_385);
  }

  @Test
  void roundsOfTheLargestDataSetAreCounted() {
    int most = Integer.MAX_VALUE;
    assertThat(plan(most, 1, 1, 1_000_000).rounds()).isEqualTo(2148);
    assertThat(plan(most, 1, 65_536, 1).rounds()).isEqualTo(32_768);
    assertThat(plan(most, 10_000, 1, 1).rounds()).isEqualTo(214_749);
    AveragingPlan whole = plan(most, 1, 65_536, 1_000_000);
    assertThat(whole.rounds()).isEqualTo(1);
    assertThat(whole.roundStart(0, 1)).isEqualTo(most);
  }

  private static AveragingPlan plan(int images, int workers, int batch, int frequency) {
    RunConfig config =
        new ConfigLoader(new Storage(new Configuration())).load("mlp-400", List.of());
    return new AveragingPlan(
        "test",
        config.model(),
        Shape.grey(28, 28),
        config.objective(),
        config.optimiser(),
        batch,
        frequency,
        0,
        workers,
        images,
        1,
        1);
  }
}
