package io.trainvae.ingest.layout;

import java.util.Arrays;
import org.apache.spark.Partitioner;

/** Sends a row, by its number as a {@code Long}, to the file that has a range of numbers. */
public final class FilePartitioner extends Partitioner {
  private static final long serialVersionUID = 1;

  private final long[] starts;

  /**
   * @param starts the first number of each file, rising; the first is no higher than any number
   */
  public FilePartitioner(long[] starts) {
    this.starts = starts;
  }

  @Override
  public int numPartitions() {
    return starts.length;
  }

  @Override
  public int getPartition(Object number) {
    int found = Arrays.binarySearch(starts, (Long) number);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }
}
