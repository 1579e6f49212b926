package io.trainvae.shards;

import io.trainvae.shards.ShuffleBatches.Batch;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * Shuffling costs time per object, so images are shuffled in batches of about 256 KiB. Batches that
 * are being filled take a few megabytes together, however many chunks there are.
 */
final class ShuffleBatches implements Iterator<Tuple2<Integer, Batch>> {
  private static final int BATCH_BYTES = 256 << 10;
  private static final int OPEN_BYTES = 32 << 20;
  private static final int SMALLEST = 4;

  private final Iterator<Tuple2<Long, byte[]>> images;
  private final ShardLayout layout;
  private final int most;
  private final long openBytes;
  private final Map<Integer, Open> open = new LinkedHashMap<>();
  private final Deque<Tuple2<Integer, Batch>> full = new ArrayDeque<>();
  private long held;

  /**
   * Images of one chunk.
   *
   * @param indices of the images in the data set
   * @param records theirs, one after the other
   */
  record Batch(long[] indices, byte[] records) implements Serializable {}

  /**
   * @param images index and record of each
   */
  ShuffleBatches(Iterator<Tuple2<Long, byte[]>> images, ShardLayout layout) {
    this(images, layout, BATCH_BYTES, OPEN_BYTES);
  }

  /**
   * @param openBytes of all batches that are being filled
   */
  ShuffleBatches(
      Iterator<Tuple2<Long, byte[]>> images, ShardLayout layout, int batchBytes, int openBytes) {
    this.images = images;
    this.layout = layout;
    this.most = Math.max(1, batchBytes / layout.recordBytes());
    this.openBytes = openBytes;
  }

  @Override
  public boolean hasNext() {
    while (full.isEmpty() && images.hasNext()) {
      Tuple2<Long, byte[]> image = images.next();
      add(layout.chunkOf(image._1()), image._1(), image._2());
    }
    if (full.isEmpty()) {
      closeAll();
    }
    return !full.isEmpty();
  }

  @Override
  public Tuple2<Integer, Batch> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return full.remove();
  }

  private void add(int chunk, long index, byte[] record) {
    Open batch = open.computeIfAbsent(chunk, absent -> new Open());
    batch.add(index, record);
    if (batch.count == most) {
      close(chunk, open.remove(chunk));
    } else if (held > openBytes) {
      closeAll();
    }
  }

  private void closeAll() {
    open.forEach(this::close);
    open.clear();
  }

  private void close(int chunk, Open batch) {
    held -= batch.records.length;
    full.add(new Tuple2<>(chunk, batch.close()));
  }

  /** A batch that is being filled. */
  private final class Open {
    private long[] indices = new long[0];
    private byte[] records = new byte[0];
    private int count;

    void add(long index, byte[] record) {
      int bytes = layout.recordBytes();
      if (count == indices.length) {
        held -= records.length;
        indices = Arrays.copyOf(indices, Math.min(most, Math.max(SMALLEST, 2 * count)));
        records = Arrays.copyOf(records, indices.length * bytes);
        held += records.length;
      }
      indices[count] = index;
      System.arraycopy(record, 0, records, count * bytes, bytes);
      count++;
    }

    Batch close() {
      return new Batch(
          Arrays.copyOf(indices, count), Arrays.copyOf(records, count * layout.recordBytes()));
    }
  }
}
