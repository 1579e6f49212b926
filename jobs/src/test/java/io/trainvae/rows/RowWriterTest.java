package io.trainvae.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.SparkTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of {@link RowWriter} are those of Spark's {@code DataFrameWriter}. */
class RowWriterTest {
  private static final SparkSession SPARK = LocalSpark.session();

  /** Several row groups in a file, and the second kind of dictionary. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "parquet.block.size", "20000",
          "parquet.block.size.row.check.min", "10",
          "parquet.enable.dictionary#image", "false");

  private static final RowSchema IMAGES =
      RowSchema.of(
          new RowColumn("index", ColumnType.INT),
          new RowColumn("label", ColumnType.INT),
          new RowColumn("image", ColumnType.BINARY));

  private static final RowSchema VECTORS =
      RowSchema.of(
          new RowColumn("index", ColumnType.BIGINT),
          new RowColumn("mean", ColumnType.FLOATS),
          new RowColumn("score", ColumnType.DOUBLE));

  @TempDir java.nio.file.Path folder;

  @Test
  void imagesAreWrittenAsSparkWritesThem() throws IOException {
    Random random = new Random(1);
    List<Row> rows =
        IntStream.range(0, 500)
            .mapToObj(i -> RowFactory.create(i, i % 10, pixels(random)))
            .toList();
    compare(rows, rows, IMAGES, OPTIONS);
  }

  @Test
  @Tag("long")
  void vectorsAreWrittenAsSparkWritesThem() throws IOException {
    Random random = new Random(2);
    List<Row> own = new ArrayList<>();
    List<Row> boxed = new ArrayList<>();
    for (long i = 0; i < 500; i++) {
      // The first has no elements.
      float[] vector = new float[(int) Math.min(i, 20)];
      Float[] objects = new Float[vector.length];
      for (int k = 0; k < vector.length; k++) {
        vector[k] = (float) random.nextGaussian();
        objects[k] = vector[k];
      }
      double score = random.nextDouble();
      own.add(RowFactory.create(i, vector, score));
      boxed.add(RowFactory.create(i, objects, score));
    }
    compare(own, boxed, VECTORS, Map.of());
  }

  @Test
  @Tag("long")
  void filesAreAddedAndNoneIsEmpty() throws IOException {
    JavaRDD<Row> rows = rdd(List.of(RowFactory.create(0, 1, new byte[9])), 3);
    RowWriter.write(rows, IMAGES, OPTIONS, path("added"));
    RowWriter.write(rows, IMAGES, OPTIONS, path("added"));
    assertThat(names("added")).hasSize(2).allMatch(name -> name.endsWith("-c000.snappy.parquet"));
    assertThat(SPARK.read().parquet(path("added").toString()).count()).isEqualTo(2);
  }

  @Test
  void failedTasksLeaveNothing() {
    JavaRDD<Row> rows =
        rdd(List.of(RowFactory.create(0, 1, new byte[9]), RowFactory.create(1, 1, new byte[9])), 1)
            .map(
                row -> {
                  if (row.getInt(0) == 1) {
                    throw new IllegalStateException("no second row");
                  }
                  return row;
                });
    assertThatThrownBy(() -> RowWriter.write(rows, IMAGES, OPTIONS, path("failed")))
        .hasStackTraceContaining("no second row");
    assertThat(folder.resolve("failed")).isEmptyDirectory();
  }

  private void compare(
      List<Row> own, List<Row> sparks, RowSchema schema, Map<String, String> options)
      throws IOException {
    RowWriter.write(rdd(own, 2), schema, options, path("own"));
    Map<String, String> sparkOptions = new HashMap<>(options);
    sparkOptions.put("compression", "snappy");
    SPARK
        .createDataFrame(rdd(sparks, 2), SparkTypes.of(schema))
        .write()
        .mode(SaveMode.Append)
        .options(sparkOptions)
        .parquet(path("spark").toString());
    List<String> ownNames = names("own");
    List<String> sparkNames = names("spark");
    assertThat(ownNames).hasSize(2);
    assertThat(withoutJob(ownNames)).isEqualTo(withoutJob(sparkNames));
    for (int i = 0; i < ownNames.size(); i++) {
      assertThat(folder.resolve("own").resolve(ownNames.get(i)))
          .hasSameBinaryContentAs(folder.resolve("spark").resolve(sparkNames.get(i)));
    }
    assertThat(folder.resolve("own/_SUCCESS")).isEmptyFile();
    assertThat(SPARK.read().parquet(path("own").toString()).schema().json())
        .isEqualTo(SPARK.read().parquet(path("spark").toString()).schema().json());
  }

  /** Pixels that compress a little, as those of images. */
  private static byte[] pixels(Random random) {
    byte[] pixels = new byte[784];
    for (int i = 0; i < 200; i++) {
      pixels[random.nextInt(784)] = (byte) random.nextInt(256);
    }
    return pixels;
  }

  private static List<String> withoutJob(List<String> names) {
    return names.stream()
        .map(name -> name.replaceFirst("[0-9a-f]{8}-[-0-9a-f]{27}", "JOB"))
        .toList();
  }

  private List<String> names(String place) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(folder.resolve(place))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".parquet"))
          .sorted()
          .toList();
    }
  }

  private Path path(String place) {
    return new Path(folder.resolve(place).toUri());
  }

  private static JavaRDD<Row> rdd(List<Row> rows, int partitions) {
    return JavaSparkContext.fromSparkContext(SPARK.sparkContext()).parallelize(rows, partitions);
  }
}
