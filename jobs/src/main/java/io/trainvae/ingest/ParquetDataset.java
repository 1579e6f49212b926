package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.ingest.SplitFooters.Footer;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.ingest.layout.ParquetLayout;
import io.trainvae.rows.ColumnType;
import io.trainvae.rows.RowColumn;
import io.trainvae.storage.StorageErrors;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;

/**
 * A data set as {@link IngestJob} wrote it, checked as far as it can be without reading the images.
 */
public final class ParquetDataset {
  /** Places of the columns in the rows of {@link #images}. */
  public static final int INDEX = 0;

  public static final int LABEL = 1;
  public static final int IMAGE = 2;

  private final SparkSession spark;
  private final Path root;
  private final DatasetInfo info;
  private final Map<Split, List<String>> files;

  private ParquetDataset(SparkSession spark, Path root, DatasetJson.Contents contents) {
    this.spark = spark;
    this.root = root;
    this.info = contents.info();
    this.files = contents.files();
  }

  /**
   * Reads {@code dataset.json}.
   *
   * @throws JobException exit code 3 if it is absent or damaged, 4 if the storage fails
   */
  public static ParquetDataset open(SparkSession spark, Path root) {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    return new ParquetDataset(spark, root, DatasetJson.contents(root, conf));
  }

  public DatasetInfo info() {
    return info;
  }

  public Path root() {
    return root;
  }

  /**
   * Looks whether it is still the data set that was opened. To be called when its images have been
   * read, before anything is said of them.
   *
   * @throws JobException failed, if it was replaced
   */
  public void requireUnchanged() {
    DatasetInfo now = DatasetJson.read(root, spark.sparkContext().hadoopConfiguration());
    if (!now.equals(info)) {
      throw JobException.failed(
          "Cannot use %s: it was replaced meanwhile (by %s, was %s)"
              .formatted(root, now.fingerprint(), info.fingerprint()));
    }
  }

  /**
   * The rows of a split, {@code index} as a long, {@code label} as an int, {@code image} as bytes
   * or {@code features} as floats, in no particular order. Reads the files' footers to see that
   * columns and counts are right; the images themselves are for {@link #checkedImage} and {@link
   * #checkedFeatures} to check.
   *
   * @throws JobException exit code 3 if the split is empty, incomplete or of another form
   */
  public JavaRDD<Row> images(Split split) {
    return images(split, Optional.empty());
  }

  /**
   * The {@link #images(Split)} whose index is below a limit.
   *
   * @throws JobException as there
   */
  public JavaRDD<Row> imagesBelow(Split split, long limit) {
    return images(split, Optional.of(IndexFilter.below(limit)));
  }

  /**
   * The {@link #images(Split)} with one of these indices.
   *
   * @param indices one at least
   * @throws JobException as there
   */
  public JavaRDD<Row> imagesAt(Split split, Collection<Long> indices) {
    return images(split, Optional.of(IndexFilter.among(indices)));
  }

  private JavaRDD<Row> images(Split split, Optional<IndexFilter> wanted) {
    Path folder = new Path(root, split.folder());
    if (info.images(split) == 0 || !exists(folder)) {
      throw refused(split, "it is empty");
    }
    check(split, folder);
    try {
      return SplitRows.of(
          JavaSparkContext.fromSparkContext(spark.sparkContext()),
          files(split, folder),
          List.of(
              ParquetLayout.INDEX,
              ParquetLayout.LABEL,
              info.hasFeatures() ? ParquetLayout.FEATURES : ParquetLayout.IMAGE),
          wanted);
    } catch (IOException e) {
      throw StorageErrors.of("read", folder, e);
    }
  }

  private SplitFiles files(Split split, Path folder) {
    return new SplitFiles(folder, files.getOrDefault(split, List.of()));
  }

  private void check(Split split, Path folder) {
    try {
      long images = 0;
      for (Footer footer :
          SplitFooters.read(files(split, folder), spark.sparkContext().hadoopConfiguration())) {
        for (RowColumn column : ParquetLayout.schema(info.hasFeatures(), IndexType.INT).columns()) {
          checkColumn(footer.schema(), column, split);
        }
        images += footer.images();
      }
      checkCount(images, split);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.interrupted("Interrupted while reading " + folder);
    } catch (IOException | IllegalStateException e) {
      throw StorageErrors.among(e)
          .orElseGet(
              () ->
                  JobException.data(
                      "Cannot read the %s split of %s: %s"
                          .formatted(split.id(), root, SparkFailures.rootLine(e)),
                      e));
    }
  }

  /**
   * The image of a row, after a look at all its columns. Static, and in need of nothing else, so
   * that executors can use it.
   *
   * @param row of {@link #images}
   * @return {@code [height, width, channels]} unsigned bytes, row by row
   * @throws JobException exit code 3
   */
  public static byte[] checkedImage(Row row, DatasetInfo info) {
    String image = checkedLabel(row, info);
    if (row.isNullAt(IMAGE)) {
      throw JobException.data(image + "it has no pixels");
    }
    byte[] pixels = row.getAs(IMAGE);
    if (pixels.length != info.pixels()) {
      throw JobException.data(
          String.format(
              "%s%d bytes, expected %d (%s)", image, pixels.length, info.pixels(), info.size()));
    }
    return pixels;
  }

  /**
   * The feature vector of a row in its own units, after a look at all its columns.
   *
   * @param row of {@link #images}
   * @throws JobException exit code 3
   */
  public static float[] checkedFeatures(Row row, DatasetInfo info) {
    String image = checkedLabel(row, info);
    if (row.isNullAt(IMAGE)) {
      throw JobException.data(image + "it has no features");
    }
    float[] features = row.getAs(IMAGE);
    if (features.length != info.pixels()) {
      throw JobException.data(
          "%s%d features, expected %d".formatted(image, features.length, info.pixels()));
    }
    return features;
  }

  /** The beginning of a refusal of the row. */
  private static String checkedLabel(Row row, DatasetInfo info) {
    if (row.isNullAt(INDEX)) {
      throw JobException.data(
          "Cannot use %s of %s: it has no index"
              .formatted(info.hasFeatures() ? "a row" : "an image", info.name()));
    }
    String image =
        "Cannot use %s %d of %s: "
            .formatted(info.hasFeatures() ? "row" : "image", row.getLong(INDEX), info.name());
    if (row.isNullAt(LABEL)) {
      throw JobException.data(image + "it has no label");
    }
    int label = row.getInt(LABEL);
    if (label < 0 || label >= info.classes()) {
      throw JobException.data(image + "label " + label + ", expected 0 to " + (info.classes() - 1));
    }
    return image;
  }

  private boolean exists(Path folder) {
    try {
      return folder.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(folder);
    } catch (IOException e) {
      throw StorageErrors.of("read", folder, e);
    }
  }

  private void checkColumn(MessageType schema, RowColumn expected, Split split) {
    String name = expected.name();
    if (!schema.containsField(name)) {
      String columns =
          schema.getFields().stream().map(Type::getName).collect(Collectors.joining(", "));
      throw refused(split, "no column " + name + " among " + columns);
    }
    boolean isIndex = name.equals(ParquetLayout.INDEX);
    if (!is(expected.type(), name, schema) && !(isIndex && is(ColumnType.BIGINT, name, schema))) {
      throw refused(
          split,
          "column %s is %s, expected %s%s"
              .formatted(
                  name,
                  sparkType(schema, name).simpleString(),
                  DataType.fromJson(expected.type().json()).simpleString(),
                  isIndex ? " or bigint" : ""));
    }
  }

  /** Spark SQL is asked only for columns that are not as {@link IngestJob} writes them. */
  private static boolean is(ColumnType type, String name, MessageType schema) {
    return schema.getType(name).equals(new RowColumn(name, type).parquet())
        || sparkType(schema, name).equals(DataType.fromJson(type.json()));
  }

  private static DataType sparkType(MessageType schema, String name) {
    return new ParquetToSparkSchemaConverter(new SQLConf()).convert(schema).apply(name).dataType();
  }

  private void checkCount(long met, Split split) {
    if (met != info.images(split)) {
      throw refused(
          split,
          "%d %s, expected %d as %s says"
              .formatted(met, info.items(), info.images(split), DatasetJson.FILE));
    }
  }

  private JobException refused(Split split, String why) {
    return JobException.data("Cannot use the " + split.id() + " split of " + root + ": " + why);
  }
}
