package io.trainvae.ingest.layout;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.rows.ColumnType;
import io.trainvae.rows.RowColumn;
import io.trainvae.rows.RowSchema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The layout of a data set's Parquet files, chosen for its readers.
 *
 * <p>A reader is one worker of a training, or one task of an evaluation: usually 1 to 8 of them,
 * each taking its share of a split in one go. Hence up to 8 files a split, so that 8 tasks can read
 * at once, but none with fewer than 2500 images (about 2 MB of MNIST), because opening a file on an
 * object store costs as much as reading a megabyte; and more files once one would pass 64 MiB, two
 * blocks of a local disk or of S3A, half a block of HDFS: a task reads a block of a file at once.
 *
 * <p>Row groups of 4 MiB: a reader holds a row group of each column in memory at once, and a task
 * that gets a piece of a file gets whole row groups, so small ones are cheap to hold and easy to
 * share out. Images make each other no dictionary, so none is tried for them. Snappy, because every
 * Parquet reader has it and it costs the least to undo.
 */
public final class ParquetLayout {
  public static final String INDEX = "index";
  public static final String LABEL = "label";
  public static final String IMAGE = "image";

  public static final String FEATURES = "features";

  /** Settings of Parquet's writer. */
  public static final Map<String, String> OPTIONS =
      Map.of(
          "parquet.block.size",
          String.valueOf(4 << 20),
          // Looks at the size after this many rows first: 100, the default, would be 1.6 GB of the
          // largest images.
          "parquet.block.size.row.check.min",
          "10",
          "parquet.enable.dictionary#" + IMAGE,
          "false");

  private static final int USUAL_FILES = 8;
  private static final int LEAST_IMAGES = 2500;
  private static final long MOST_BYTES = 64L << 20;

  private ParquetLayout() {}

  /** The images of one file: {@code from} to {@code to - 1}. */
  public record Range(long from, long to) implements Serializable {}

  /**
   * The columns.
   *
   * @param features whether rows are feature vectors instead of images
   */
  public static RowSchema schema(boolean features, IndexType index) {
    return RowSchema.of(
        new RowColumn(INDEX, index.type()),
        new RowColumn(LABEL, ColumnType.INT),
        features
            ? new RowColumn(FEATURES, ColumnType.FLOATS)
            : new RowColumn(IMAGE, ColumnType.BINARY));
  }

  /** The files of a split, in order; their sizes differ by one image at most. */
  public static List<Range> files(DatasetInfo info, Split split) {
    return files(info.images(split), info.pixels() * (info.hasFeatures() ? Float.BYTES : 1));
  }

  /** The number of files for this many images of this many bytes each. */
  public static List<Range> files(long images, int bytes) {
    long byImages = Math.min(USUAL_FILES, ceil(images, LEAST_IMAGES));
    int files =
        (int) Math.max(byImages, ceil(Math.multiplyExact(images, (long) bytes), MOST_BYTES));
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < files; i++) {
      ranges.add(
          new Range(
              Math.multiplyExact(images, (long) i) / files,
              Math.multiplyExact(images, i + 1L) / files));
    }
    return ranges;
  }

  /**
   * The index of the first of some images that are added to a split.
   *
   * @param former null to begin a data set
   */
  public static long first(DatasetInfo former, Split split) {
    return former == null ? 0 : former.images(split);
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
