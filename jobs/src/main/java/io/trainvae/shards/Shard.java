package io.trainvae.shards;

import io.trainvae.blocks.Blocks;
import io.trainvae.blocks.PeerLostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One worker's images, on the executor that hosts the worker. */
public final class Shard implements AutoCloseable {
  private final ShardLayout layout;
  private final Blocks blocks;
  private final List<Integer> numbers = new ArrayList<>();
  private final List<ByteBuffer> chunks = new ArrayList<>();

  private Shard(ShardLayout layout, Blocks blocks) {
    this.layout = layout;
    this.blocks = blocks;
  }

  /**
   * Pins the chunks of a worker to this executor.
   *
   * @throws PeerLostException when a chunk was lost with another executor
   */
  public static Shard open(ShardLayout layout, Blocks blocks, int worker) {
    Shard shard = new Shard(layout, blocks);
    int images = layout.shardImages(worker);
    for (int place = 0; place < images; place += layout.chunkImages()) {
      shard.pin(layout.chunk(worker, place));
    }
    return shard;
  }

  private void pin(int chunk) {
    chunks.add(
        blocks
            .pin(chunk)
            .orElseThrow(() -> new PeerLostException("No executor has chunk " + chunk, null)));
    numbers.add(chunk);
  }

  /**
   * Copies the record of one image.
   *
   * @param place of the image in the shard
   */
  public void copy(int place, byte[] to) {
    int chunkImages = layout.chunkImages();
    int recordBytes = layout.recordBytes();
    chunks.get(place / chunkImages).get(place % chunkImages * recordBytes, to, 0, recordBytes);
  }

  @Override
  public void close() {
    numbers.forEach(blocks::unpin);
    numbers.clear();
    chunks.clear();
  }
}
