package io.trainvae.ingest.layout;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.rows.ColumnType;
import java.util.stream.Stream;

/**
 * The type of the column {@code index}, which counts the rows of a split from 0. All files of one
 * ingest, and of one encoding, have the same; a data set that grew may have files of both.
 */
public enum IndexType {
  INT(ColumnType.INT),
  BIGINT(ColumnType.BIGINT);

  /** System property of tests: rows of a split from which on the column is a BIGINT. */
  public static final String LIMIT = "io.trainvae.ingest.int-index-limit";

  private final ColumnType type;

  IndexType(ColumnType type) {
    this.type = type;
  }

  /** INT if it can number the rows of every split, as in all data sets of earlier versions. */
  public static IndexType of(DatasetInfo info) {
    return ofSplits(Stream.of(Split.values()).mapToLong(info::images).max().orElse(0));
  }

  /**
   * The type for rows that are added.
   *
   * @param former the data set that they are added to; null to begin one
   */
  public static IndexType of(DatasetInfo former, DatasetInfo added) {
    return ofSplits(
        Stream.of(Split.values())
            .mapToLong(split -> ParquetLayout.first(former, split) + added.images(split))
            .max()
            .orElse(0));
  }

  private static IndexType ofSplits(long most) {
    return most <= Long.getLong(LIMIT, Integer.MAX_VALUE) ? INT : BIGINT;
  }

  /** The type of the column. */
  public ColumnType type() {
    return type;
  }

  /** The value of the column. */
  public Object value(long index) {
    if (this == INT) {
      return Math.toIntExact(index);
    }
    return index;
  }
}
