package io.trainvae.ingest;

import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.ingest.layout.ParquetLayout;
import java.util.Iterator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import scala.Tuple2;

/** The rows of one file of a merged split, after a look at whether each index is there once. */
final class MergedRows implements Iterator<Row> {
  private final Iterator<Tuple2<Long, MergedRow>> sorted;
  private final ParquetLayout.Range range;
  private final Split split;
  private long next;

  /**
   * @param sorted by index
   * @param range of the file
   */
  MergedRows(Iterator<Tuple2<Long, MergedRow>> sorted, ParquetLayout.Range range, Split split) {
    this.sorted = sorted;
    this.range = range;
    this.split = split;
    this.next = range.from();
  }

  @Override
  public boolean hasNext() {
    if (!sorted.hasNext() && next < range.to()) {
      throw refused("no row has index %d".formatted(next));
    }
    return sorted.hasNext();
  }

  /**
   * @throws JobException data, if an index is missing, there twice or beyond the split
   */
  @Override
  public Row next() {
    Tuple2<Long, MergedRow> row = sorted.next();
    long index = row._1();
    if (next == range.to()) {
      throw refused(
          "a row has index %d, expected %d to %d".formatted(index, range.from(), next - 1));
    }
    if (index != next) {
      throw refused("a row has index %d, expected %d".formatted(index, next));
    }
    next++;
    return RowFactory.create(index, row._2().label(), row._2().values());
  }

  private JobException refused(String why) {
    return JobException.data("Cannot merge the %s split: %s".formatted(split.id(), why));
  }
}
