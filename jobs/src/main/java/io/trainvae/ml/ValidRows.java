package io.trainvae.ml;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/** The records of those rows of a partition that can be used, in their order. */
final class ValidRows implements Iterator<byte[]> {
  private final Iterator<Row> rows;
  private final RowRecords records;
  private final HandleInvalid invalid;
  private long place;
  private long skipped;
  private byte[] next;

  ValidRows(Iterator<Row> rows, RowRecords records, HandleInvalid invalid) {
    this.rows = rows;
    this.records = records;
    this.invalid = invalid;
  }

  /** Rows that were left out so far. */
  long skipped() {
    return skipped;
  }

  @Override
  public boolean hasNext() {
    while (next == null && rows.hasNext()) {
      Row row = rows.next();
      try {
        next = records.of(row);
      } catch (InvalidRowException e) {
        if (invalid == HandleInvalid.ERROR) {
          throw records.refused(row, TaskContext.getPartitionId(), place, e);
        }
        skipped++;
      }
      place++;
    }
    return next != null;
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    byte[] record = next;
    next = null;
    return record;
  }
}
