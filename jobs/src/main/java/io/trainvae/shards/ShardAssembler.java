package io.trainvae.shards;

import io.trainvae.error.JobException;
import io.trainvae.shards.ShuffleBatches.Batch;
import java.util.BitSet;
import java.util.Iterator;
import scala.Tuple2;

/** Puts the images of one chunk in their order. */
final class ShardAssembler {
  private final ShardLayout layout;
  private final int worker;
  private final int first;
  private final byte[] records;
  private final BitSet present = new BitSet();
  private final int count;

  ShardAssembler(ShardLayout layout, int chunk) {
    this.layout = layout;
    this.worker = layout.worker(chunk);
    this.first = layout.firstPlace(chunk);
    this.count = layout.chunkImages(chunk);
    this.records = new byte[count * layout.recordBytes()];
  }

  /**
   * Takes all batches, which may come in any order.
   *
   * @throws JobException data, when an image is missing, or there twice
   */
  ImageChunk assemble(Iterator<Tuple2<Integer, Batch>> batches) {
    batches.forEachRemaining(batch -> add(batch._2()));
    if (present.cardinality() < count) {
      throw refused("does not have %d".formatted(index(present.nextClearBit(0))));
    }
    return new ImageChunk(records, count, layout.format());
  }

  private long index(int inChunk) {
    return worker + (long) (first + inChunk) * layout.workers();
  }

  private void add(Batch batch) {
    int recordBytes = layout.recordBytes();
    for (int i = 0; i < batch.indices().length; i++) {
      long index = batch.indices()[i];
      if (index < 0 || index >= layout.images()) {
        throw refused("has %d".formatted(index));
      }
      int place = (int) (index / layout.workers()) - first;
      if (present.get(place)) {
        throw refused("has %d twice".formatted(index));
      }
      present.set(place);
      System.arraycopy(batch.records(), i * recordBytes, records, place * recordBytes, recordBytes);
    }
  }

  private JobException refused(String why) {
    return JobException.data(
        "Column index of the training split %s: it must hold 0 to %d, each once"
            .formatted(why, layout.images() - 1));
  }
}
