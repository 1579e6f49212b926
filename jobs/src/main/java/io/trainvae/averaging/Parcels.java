package io.trainvae.averaging;

import io.trainvae.averaging.Parcels.Parcel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * What one reader of the data set sends to the workers: images by the hundred, for what a shuffle
 * does, it does for every object that goes through it.
 */
final class Parcels implements Iterator<Tuple2<Integer, Parcel>> {
  /** About how much a parcel holds; as much is held for each worker at a time. */
  private static final int PARCEL_BYTES = 256 << 10;

  private static final int SMALLEST = 4;

  private final Iterator<Tuple2<Integer, byte[]>> images;
  private final List<Open> open = new ArrayList<>();
  private final int recordBytes;
  private final int most;
  private int closing;

  /**
   * Images of one worker.
   *
   * @param indices of the images in the data set
   * @param records theirs, one after the other
   */
  record Parcel(int[] indices, byte[] records) implements Serializable {}

  /**
   * @param images index and record of each
   */
  Parcels(Iterator<Tuple2<Integer, byte[]>> images, int workers, int recordBytes) {
    this(images, workers, recordBytes, PARCEL_BYTES);
  }

  Parcels(Iterator<Tuple2<Integer, byte[]>> images, int workers, int recordBytes, int parcelBytes) {
    this.images = images;
    this.recordBytes = recordBytes;
    this.most = Math.max(1, parcelBytes / recordBytes);
    for (int worker = 0; worker < workers; worker++) {
      open.add(new Open());
    }
  }

  @Override
  public boolean hasNext() {
    while (!images.hasNext() && closing < open.size() && open.get(closing).count == 0) {
      closing++;
    }
    return images.hasNext() || closing < open.size();
  }

  @Override
  public Tuple2<Integer, Parcel> next() {
    while (images.hasNext()) {
      Tuple2<Integer, byte[]> image = images.next();
      int worker = Math.floorMod(image._1(), open.size());
      if (open.get(worker).add(image._1(), image._2())) {
        return new Tuple2<>(worker, open.get(worker).close());
      }
    }
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return new Tuple2<>(closing, open.get(closing).close());
  }

  /** A parcel that is being filled. */
  private final class Open {
    private int[] indices = new int[0];
    private byte[] records = new byte[0];
    private int count;

    /** Returns whether it is full. */
    boolean add(int index, byte[] record) {
      if (count == indices.length) {
        indices = Arrays.copyOf(indices, Math.min(most, Math.max(SMALLEST, 2 * count)));
        records = Arrays.copyOf(records, indices.length * recordBytes);
      }
      indices[count] = index;
      System.arraycopy(record, 0, records, count * recordBytes, recordBytes);
      count++;
      return count == most;
    }

    Parcel close() {
      Parcel closed =
          new Parcel(Arrays.copyOf(indices, count), Arrays.copyOf(records, count * recordBytes));
      count = 0;
      return closed;
    }
  }
}
