package io.trainvae.shards;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.network.PixelFormat;
import org.junit.jupiter.api.Test;

class ShardLayoutTest {
  /** 140,000 images of 128 x 128 pixels for each worker, in chunks of 8 MiB. */
  @Test
  void aShardMayHaveMoreBytesThanAnArray() {
    int recordBytes = 128 * 128 + 1;
    int chunkImages = (8 << 20) / recordBytes;
    ShardLayout layout = new ShardLayout(420_000, 3, recordBytes, PixelFormat.UINT8, chunkImages);
    assertThat((long) layout.shardImages(0) * recordBytes).isGreaterThan(1L << 31);
    // 2^31 bytes end within image 131,064 of a shard.
    for (int place : new int[] {0, 131_063, 131_064, 131_065, 139_999}) {
      int chunk = layout.chunkOf(1 + place * 3);
      assertThat(chunk).isEqualTo(layout.chunk(1, place));
      assertThat(layout.worker(chunk)).isEqualTo(1);
      int within = place - layout.firstPlace(chunk);
      assertThat(within).isBetween(0, layout.chunkImages(chunk) - 1);
      assertThat((long) layout.chunkImages(chunk) * recordBytes).isLessThanOrEqualTo(8 << 20);
    }
  }

  @Test
  void everyImageOfTheLargestDataSetHasAChunk() {
    ShardLayout layout = new ShardLayout(Integer.MAX_VALUE, 1000, 785, PixelFormat.UINT8, 10_000);
    long images = 0;
    for (int chunk = 0; chunk < layout.chunks(); chunk++) {
      images += layout.chunkImages(chunk);
    }
    assertThat(images).isEqualTo(Integer.MAX_VALUE);
  }
}
