package io.trainvae.ingest;

import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.images.ImageSettings;
import io.trainvae.testing.LocalSpark;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of images of one colour each, in every form that a column may have. */
class ImageTablesTest {
  private static final int[] COLOURS = {0xff0000, 0x00ff00, 0x0000ff};
  private static final Map<String, String> TRAIN = Map.of("test-fraction", "0");

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  @Test
  @Tag("long")
  void encodedImagesWithNamesOfClasses() throws IOException {
    StructType schema =
        new StructType()
            .add("picture", DataTypes.BinaryType)
            .add("kind", DataTypes.StringType)
            .add("n", DataTypes.IntegerType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rows.add(RowFactory.create(png(COLOURS[i]), List.of("x", "b", "x").get(i), i));
    }
    Dataset<Row> table = spark.createDataFrame(rows, schema);
    table.write().parquet(at("parquet"));
    table.write().orc(at("orc"));
    table.withColumn("picture", base64(col("picture"))).write().json(at("json"));
    table
        .withColumn("picture", base64(col("picture")))
        .write()
        .option("header", true)
        .csv(at("csv"));
    Map<String, String> settings =
        Map.of("image-column", "picture", "label-column", "kind", "test-fraction", "0");
    for (String format : List.of("parquet", "orc", "json", "csv")) {
      DatasetInfo info = ingest(format + ":" + at(format), settings);
      assertThat(info.classNames()).as(format).containsExactly("b", "x");
      assertThat(colours(info))
          .as(format)
          .containsExactlyInAnyOrder("1 ff0000", "0 00ff00", "1 0000ff");
    }
    table.createOrReplaceTempView("pictures");
    Map<String, String> some =
        Map.of(
            "image-column", "picture",
            "label-column", "n",
            "where", "n > 0 and kind in ('x', 'b')",
            "test-fraction", "0");
    DatasetInfo info = ingest("table:pictures", some);
    assertThat(info.name()).isEqualTo("pictures");
    assertThat(info.classes()).isEqualTo(3);
    assertThat(info.classNames()).isEmpty();
    assertThat(colours(info)).containsExactlyInAnyOrder("1 00ff00", "2 0000ff");
  }

  @Test
  @Tag("long")
  void huggingFaceAndSparkHaveStructs() throws IOException {
    StructType face =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    StructType spark3 =
        new StructType()
            .add("origin", DataTypes.StringType)
            .add("height", DataTypes.IntegerType)
            .add("width", DataTypes.IntegerType)
            .add("nChannels", DataTypes.IntegerType)
            .add("mode", DataTypes.IntegerType)
            .add("data", DataTypes.BinaryType);
    List<Row> faces = new ArrayList<>();
    List<Row> sparks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      faces.add(RowFactory.create(RowFactory.create(png(COLOURS[i]), i + ".png"), (long) i));
      byte[] blueGreenRed = new byte[4 * 4 * 3];
      for (int j = 0; j < blueGreenRed.length; j++) {
        blueGreenRed[j] = (byte) (COLOURS[i] >> 8 * (j % 3));
      }
      sparks.add(RowFactory.create(RowFactory.create("f", 4, 4, 3, 16, blueGreenRed), (long) i));
    }
    StructType faceTable = new StructType().add("image", face).add("label", DataTypes.LongType);
    StructType sparkTable = new StructType().add("image", spark3).add("label", DataTypes.LongType);
    spark.createDataFrame(faces, faceTable).createOrReplaceTempView("faces");
    spark.createDataFrame(sparks, sparkTable).createOrReplaceTempView("sparks");
    for (String table : List.of("faces", "sparks")) {
      DatasetInfo info = ingest("table:" + table, TRAIN);
      assertThat(info.image()).hasToString("4x4x3");
      assertThat(colours(info))
          .as(table)
          .containsExactlyInAnyOrder("0 ff0000", "1 00ff00", "2 0000ff");
    }
  }

  @Test
  void pixelsNeedASize() {
    StructType schema = new StructType().add("image", DataTypes.BinaryType);
    byte[] colour = {1, 2, 3, 4, 5, 6};
    byte[] grey = {7, 8};
    spark
        .createDataFrame(List.of(RowFactory.create(colour), RowFactory.create(grey)), schema)
        .createOrReplaceTempView("pixels");
    DatasetInfo info = ingest("table:pixels", TRAIN, Optional.of(new IngestRequest.Size(1, 2)));
    assertThat(info.classes()).isEqualTo(1);
    List<byte[]> images =
        ParquetDataset.open(spark, output())
            .images(Split.TRAIN)
            .map(row -> ParquetDataset.checkedImage(row, info))
            .collect();
    assertThat(images).containsExactlyInAnyOrder(colour, new byte[] {7, 7, 7, 8, 8, 8});
    refused("table:pixels", TRAIN, "Cannot find out how large the images are: ");
  }

  /** Rows of one key are never on both sides. */
  @Test
  @Tag("long")
  void aKeyDecidesTheSplit() throws IOException {
    StructType schema =
        new StructType().add("image", DataTypes.BinaryType).add("person", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add(RowFactory.create(png(i), "person " + i / 6));
    }
    spark.createDataFrame(rows, schema).repartition(5).createOrReplaceTempView("people");
    Map<String, String> settings = Map.of("key-column", "person", "test-fraction", "0.4");
    DatasetInfo info = ingest("table:people", settings);
    assertThat(info.testImages()).isPositive();
    assertThat(info.testImages() % 6).isZero();
    List<String> first = colours(info);
    spark.createDataFrame(rows, schema).coalesce(1).createOrReplaceTempView("people");
    DatasetInfo again = ingest("table:people", settings);
    assertThat(again).isEqualTo(info);
    assertThat(colours(again)).isEqualTo(first);
  }

  @Test
  void saysWhatATableHas() throws IOException {
    StructType schema =
        new StructType()
            .add("image", DataTypes.BinaryType)
            .add("size", DataTypes.DoubleType)
            .add("label", DataTypes.IntegerType);
    List<Row> rows = List.of(RowFactory.create(png(1), 1.0, -1), RowFactory.create(png(2), 1.0, 0));
    spark.createDataFrame(rows, schema).createOrReplaceTempView("wrong");
    String has = "image binary, size double, label int";
    refused(
        "table:wrong",
        Map.of("image-column", "pic"),
        "Cannot use --image-column pic: table:wrong has no such column, it has " + has);
    refused(
        "table:wrong",
        Map.of("image-column", "size"),
        "Cannot use --image-column size: in table:wrong it is double, expected binary, Base64 text,"
            + " struct<bytes:binary,...> or Spark's image; there is "
            + has);
    refused("table:wrong", Map.of("label-column", "l"), "Cannot use --label-column l: ");
    refused("table:wrong", Map.of("key-column", "k"), "Cannot use --key-column k: ");
    refused("table:wrong", Map.of("where", "nothing = 1"), "Cannot use --where nothing = 1 on ");
    refused("table:wrong", Map.of("where", "image +"), "Cannot use --where image + on ");
    refused("table:absent", Map.of(), "Cannot read table:absent: ");
    refused("parquet:" + at("absent"), Map.of(), "Cannot read ");
    refused("table:wrong", TRAIN, "Cannot read 1 of the images of table:wrong, such as ");
    refused("table:wrong", Map.of("where", "size > 1"), "Cannot read images from table:wrong: it");
  }

  private void refused(String source, Map<String, String> settings, String message) {
    assertThatThrownBy(() -> ingest(source, settings))
        .isInstanceOfSatisfying(
            JobException.class,
            e -> {
              assertThat(e.exitCode()).as(e.getMessage()).isEqualTo(ExitCode.DATA);
              assertThat(e.getMessage().lines()).hasSize(1);
            })
        .hasMessageStartingWith(message);
  }

  private DatasetInfo ingest(String source, Map<String, String> settings) {
    return ingest(source, settings, Optional.empty());
  }

  private DatasetInfo ingest(
      String source, Map<String, String> settings, Optional<IngestRequest.Size> size) {
    var request =
        new IngestRequest(
            source, output(), OptionalInt.empty(), size, 0, new ImageSettings(settings));
    return new IngestJob(spark, request, Progress.SILENT).execute();
  }

  private List<String> colours(DatasetInfo info) {
    return ParquetDataset.open(spark, output())
        .images(Split.TRAIN)
        .map(
            row -> {
              byte[] image = ParquetDataset.checkedImage(row, info);
              return "%d %02x%02x%02x"
                  .formatted(row.getInt(ParquetDataset.LABEL), image[0], image[1], image[2]);
            })
        .collect();
  }

  private org.apache.hadoop.fs.Path output() {
    return new org.apache.hadoop.fs.Path(folder.resolve("out").toUri());
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private static byte[] png(int rgb) throws IOException {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16; i++) {
      image.setRGB(i % 4, i / 4, rgb);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
