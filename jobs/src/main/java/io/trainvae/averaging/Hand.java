package io.trainvae.averaging;

import io.trainvae.averaging.Parcels.Parcel;
import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import scala.Tuple2;

/** What one worker is dealt, put in its order: image {@code worker + i workers} is the i-th. */
final class Hand {
  private final int worker;
  private final int workers;
  private final int total;
  private final int recordBytes;
  private final int chunkSize;
  private final List<byte[]> chunks = new ArrayList<>();
  private final BitSet dealt = new BitSet();

  /**
   * @param total images of all workers
   * @param recordBytes of an image and its label
   * @param chunkSize images of a chunk
   */
  Hand(int worker, int workers, int total, int recordBytes, int chunkSize) {
    this.worker = worker;
    this.workers = workers;
    this.total = total;
    this.recordBytes = recordBytes;
    this.chunkSize = chunkSize;
    for (int left = size(); left > 0; left -= chunkSize) {
      chunks.add(new byte[Math.min(chunkSize, left) * recordBytes]);
    }
  }

  private int size() {
    return (total - worker - 1) / workers + 1;
  }

  /**
   * Takes all parcels, which may come in any order.
   *
   * @throws JobException data, when an image is missing, or there twice
   */
  Iterator<MultiDataSet> take(Iterator<Tuple2<Integer, Parcel>> parcels) {
    parcels.forEachRemaining(parcel -> take(parcel._2()));
    if (dealt.cardinality() < size()) {
      throw refused("does not have %d".formatted(worker + dealt.nextClearBit(0) * workers));
    }
    return chunks.stream()
        .<MultiDataSet>map(records -> new ImageChunk(records, records.length / recordBytes))
        .iterator();
  }

  private void take(Parcel parcel) {
    for (int i = 0; i < parcel.indices().length; i++) {
      int index = parcel.indices()[i];
      if (index < 0 || index >= total) {
        throw refused("has %d".formatted(index));
      }
      int place = index / workers;
      if (dealt.get(place)) {
        throw refused("has %d twice".formatted(index));
      }
      dealt.set(place);
      System.arraycopy(
          parcel.records(),
          i * recordBytes,
          chunks.get(place / chunkSize),
          place % chunkSize * recordBytes,
          recordBytes);
    }
  }

  private JobException refused(String why) {
    return JobException.data(
        "Column index of the training split %s: it must hold 0 to %d, each once"
            .formatted(why, total - 1));
  }
}
