package io.trainvae.ingest.images;

import io.trainvae.data.Split;
import io.trainvae.data.image.ImageDecoder.Size;
import io.trainvae.error.JobException;
import io.trainvae.ingest.images.ImageSource.Kind;
import io.trainvae.storage.Sha256;
import io.trainvae.storage.Storage;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * A table with an image in each row: in a column of bytes, encoded as a file or as pixels, of
 * Base64 text, of Hugging Face's {@code struct<bytes, path>}, or of Spark's own image source, whose
 * pixels are blue, green and red.
 */
final class ImageTable {
  private static final String IMAGE = "image";
  private static final String LABEL = "label";

  private final Dataset<Row> table;
  private final String shown;
  private final ImageSettings settings;
  private final boolean isText;

  private ImageTable(Dataset<Row> table, String shown, ImageSettings settings, boolean isText) {
    this.table = table;
    this.isText = isText;
    this.shown = shown;
    this.settings = settings;
  }

  /**
   * @throws JobException exit code 3 if it has no such columns, or of other types
   */
  static ImageTable open(
      SparkSession spark, ImageSource source, ImageSettings settings, Configuration conf) {
    Dataset<Row> all = read(spark, source, conf);
    String shown = source.kind().id() + ":" + source.place();
    try {
      Dataset<Row> some = settings.where().map(all::where).orElse(all);
      return new ImageTable(some, shown, settings, source.kind() == Kind.CSV);
    } catch (Exception e) { // Spark's AnalysisException is a checked one that nobody declares.
      if (e instanceof AnalysisException) {
        throw JobException.data(
            "Cannot use --where %s on %s: %s; it has %s"
                .formatted(settings.where().orElse(""), shown, line(e), columns(all)));
      }
      throw e;
    }
  }

  private static Dataset<Row> read(SparkSession spark, ImageSource source, Configuration conf) {
    if (source.kind() != Kind.TABLE) {
      Storage storage = new Storage(conf);
      storage.preflightRead(storage.path(source.place()));
    }
    try {
      if (source.kind() == Kind.TABLE) {
        return spark.table(source.place());
      }
      String place = new Storage(conf).path(source.place()).toString();
      return spark
          .read()
          .option("header", "true")
          .option("mode", "FAILFAST")
          // Base64 text may have line ends, which in JSON are escaped.
          .option("multiLine", source.kind() == Kind.CSV)
          .format(source.kind().id())
          .load(place);
    } catch (Exception e) { // See above.
      if (e instanceof AnalysisException) {
        throw JobException.data(
            "Cannot read %s:%s: %s".formatted(source.kind().id(), source.place(), line(e)));
      }
      throw e;
    }
  }

  /** The columns that exist, {@code a INT, b BINARY}, for messages. */
  static String columns(Dataset<Row> table) {
    return Arrays.stream(table.schema().fields())
        .map(field -> field.name() + " " + field.dataType().simpleString())
        .collect(Collectors.joining(", "));
  }

  private static String line(Exception e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return line.replaceFirst("^\\[[A-Z_.]+\\] ", "").replaceFirst("; line \\d+.*", "");
  }

  /** Whether labels are integers that are used unchanged. */
  boolean hasNumericLabels() {
    return labelColumn()
        .map(name -> type(name).typeName())
        .filter(type -> type.matches("byte|short|integer|long"))
        .isPresent();
  }

  JavaRDD<ImageItem> items() {
    if (!settings.features().isEmpty()) {
      return features();
    }
    String image = settings.imageColumn().orElse(IMAGE);
    Column bytes = bytes(required(image, "--image-column"), type(image));
    boolean pixels = isSparkImage(type(image));
    Column height = pixels ? table.col(image + ".height") : functions.lit(0);
    Column width = pixels ? table.col(image + ".width") : functions.lit(0);
    double test = settings.testFraction();
    double validation = settings.validationFraction();
    return table
        .select(bytes, label(), key(), height, width)
        .javaRDD()
        .map(row -> item(row, test, validation));
  }

  private JavaRDD<ImageItem> features() {
    Column vectors = new FeatureColumns(table, shown, isText).vectors(settings.features());
    double test = settings.testFraction();
    double validation = settings.validationFraction();
    return table
        .select(vectors, label(), key())
        .javaRDD()
        .map(row -> vector(row, test, validation));
  }

  private static ImageItem vector(Row row, double test, double validation) {
    String label = row.getString(1);
    ImageItem item =
        item(FeatureColumns.bytes(row), label, row.getString(2), new Size(0, 0), test, validation);
    // Equal features with different labels are common; their order must not depend on partitions.
    return item.withKey(item.key() + " " + label);
  }

  private Column label() {
    return labelColumn().map(this::text).orElse(functions.lit(null).cast("string"));
  }

  private Column key() {
    return settings.keyColumn().map(this::keyColumn).orElse(functions.lit(null).cast("string"));
  }

  private static ImageItem item(Row row, double test, double validation) {
    byte[] bytes = row.isNullAt(0) ? null : row.<byte[]>getAs(0);
    Size pixels = new Size(row.getInt(3), row.getInt(4));
    return item(bytes, row.getString(1), row.getString(2), pixels, test, validation);
  }

  private static ImageItem item(
      byte[] bytes, String label, String given, Size pixels, double test, double validation) {
    String hash = Sha256.hex(bytes == null ? new byte[0] : bytes);
    // Images with equal keys come in the order of their bytes, and go into the same split.
    String unique = given == null ? hash : given + " " + hash.substring(0, 16);
    Split split = KeyHash.split(given == null ? hash : given, test, validation);
    return new ImageItem(split, unique, label, null, bytes, pixels.height(), pixels.width());
  }

  private Optional<String> labelColumn() {
    boolean usual = settings.labelColumn().isEmpty() && has(LABEL);
    return usual
        ? Optional.of(LABEL)
        : settings.labelColumn().map(c -> required(c, "--label-column"));
  }

  private Column text(String name) {
    return table.col(name).cast(DataTypes.StringType);
  }

  private Column keyColumn(String name) {
    return text(required(name, "--key-column"));
  }

  private boolean has(String name) {
    return Arrays.asList(table.columns()).contains(name);
  }

  private DataType type(String name) {
    return table.schema().apply(name).dataType();
  }

  private String required(String name, String option) {
    if (!has(name)) {
      throw JobException.data(
          "Cannot use %s %s: %s has no such column, it has %s"
              .formatted(option, name, shown, columns(table)));
    }
    return name;
  }

  private Column bytes(String name, DataType type) {
    if (type instanceof BinaryType) {
      return table.col(name);
    }
    if (type instanceof StringType) {
      return functions.unbase64(table.col(name));
    }
    if (isSparkImage(type)) {
      return table.col(name + ".data");
    }
    if (type instanceof StructType struct && hasField(struct, "bytes", DataTypes.BinaryType)) {
      return table.col(name + ".bytes");
    }
    throw JobException.data(
        "Cannot use --image-column %s: in %s it is %s, expected binary, Base64 text, struct<bytes:binary,...> or Spark's image; there is %s"
            .formatted(name, shown, type.simpleString(), columns(table)));
  }

  private static boolean isSparkImage(DataType type) {
    return type instanceof StructType struct
        && hasField(struct, "data", DataTypes.BinaryType)
        && hasField(struct, "height", DataTypes.IntegerType)
        && hasField(struct, "width", DataTypes.IntegerType);
  }

  private static boolean hasField(StructType struct, String name, DataType type) {
    return Arrays.asList(struct.fieldNames()).contains(name)
        && struct.apply(name).dataType().equals(type);
  }
}
