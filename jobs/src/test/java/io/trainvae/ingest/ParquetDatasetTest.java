package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParquetDatasetTest {
  private static final DatasetInfo INFO = new DatasetInfo("d", false, 5, 0, 1, 2, 10, List.of());

  private final SparkSession spark = LocalSpark.session();

  @TempDir java.nio.file.Path folder;
  private Path root;

  @BeforeEach
  void dataset() {
    root = new Path("file://" + folder);
    describe(root);
  }

  private void describe(Path root) {
    new Storage(spark.sparkContext().hadoopConfiguration())
        .writeAtomically(new Path(root, DatasetJson.FILE), DatasetJson.bytes(INFO, Map.of()));
  }

  @Test
  void selectsTheColumnsInTheirOrder() {
    put("'more' more", "X'0102' image", "cast(id as int) label", "cast(id as int) index");
    List<Row> rows = ParquetDataset.open(spark, root).images(Split.TRAIN).collect();
    assertThat(rows).hasSize(5);
    assertThat(rows.get(0).size()).isEqualTo(3);
    assertThat(ParquetDataset.checkedImage(rows.get(0), INFO)).containsExactly(1, 2);
  }

  @Test
  void readsTheFilesInTheOrderOfTheirNamesFromAFolderWithAnyName() throws IOException {
    java.nio.file.Path odd = folder.resolve("a [b]*, c");
    Path oddRoot = new Path(root, "a [b]*, c");
    describe(oddRoot);
    Files.createDirectories(odd.resolve("split=train/_hidden"));
    put("cast(id as int) index", "cast(id as int) label", "X'0102' image");
    List<java.nio.file.Path> parts = parts(folder);
    assertThat(parts).hasSizeGreaterThan(1);
    for (int i = 0; i < parts.size(); i++) {
      String name = "%d.parquet".formatted(9 - i);
      Files.copy(parts.get(i), odd.resolve("split=train").resolve(name));
    }
    JavaRDD<Row> images = ParquetDataset.open(spark, oddRoot).images(Split.TRAIN);
    assertThat(images.getNumPartitions()).isEqualTo(parts.size());
    assertThat(images.collect())
        .extracting(row -> row.getLong(ParquetDataset.INDEX))
        .containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L)
        .last()
        .isIn(0L, 1L);
  }

  private static List<java.nio.file.Path> parts(java.nio.file.Path folder) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(folder.resolve("split=train"))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }

  @Test
  void namesAFileThatWentAwayMeanwhile() throws IOException {
    put("cast(id as int) index", "cast(id as int) label", "X'0102' image");
    JavaRDD<Row> images = ParquetDataset.open(spark, root).images(Split.TRAIN);
    assertThat(images.getNumPartitions()).isPositive();
    java.nio.file.Path first = parts(folder).get(0);
    Files.delete(first);
    assertThatThrownBy(images::collect)
        .hasStackTraceContaining("Cannot read file:" + first + ": no such file or folder");
  }

  @Test
  void refusesAMissingColumn() {
    put("cast(id as int) index", "cast(id as int) label", "1 picture");
    assertRefused(Split.TRAIN, "no column image among index, label, picture");
  }

  @Test
  void refusesAColumnOfAnotherType() {
    put("cast(id as double) index", "cast(id as int) label", "X'0102' image");
    assertRefused(Split.TRAIN, "column index is double, expected int or bigint");
    put("cast(id as int) index", "cast(id as int) label", "'ab' image");
    assertRefused(Split.TRAIN, "column image is string, expected binary");
  }

  @Test
  void refusesEmptyAndIncompleteSplits() {
    assertRefused(Split.TEST, "it is empty");
    assertRefused(Split.TRAIN, "it is empty");
    write(spark.range(4).selectExpr("cast(id as int) index", "1 label", "X'0102' image"));
    assertRefused(Split.TRAIN, "4 images, expected 5 as dataset.json says");
  }

  @Test
  void refusesFilesThatAreNotParquet() throws IOException {
    Files.createDirectories(folder.resolve("split=train"));
    Files.writeString(folder.resolve("split=train").resolve("part-0.parquet"), "not at all");
    assertThatThrownBy(() -> ParquetDataset.open(spark, root).images(Split.TRAIN))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith("Cannot read the train split of " + root + ": ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void asksForAnIngestWhereThereIsNone() {
    Path absent = new Path(root, "absent");
    assertThatThrownBy(() -> ParquetDataset.open(spark, absent))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot open the data set " + absent + ": it has no dataset.json; run ingest first");
  }

  static Stream<Arguments> badRows() {
    byte[] two = {1, 2};
    return Stream.of(
        Arguments.of(RowFactory.create(null, 1, two), "Cannot use an image of d: it has no index"),
        Arguments.of(RowFactory.create(7L, null, two), "Cannot use image 7 of d: it has no label"),
        Arguments.of(RowFactory.create(7L, 1, null), "Cannot use image 7 of d: it has no pixels"),
        Arguments.of(
            RowFactory.create(7L, 10, two), "Cannot use image 7 of d: label 10, expected 0 to 9"),
        Arguments.of(
            RowFactory.create(7L, -1, two), "Cannot use image 7 of d: label -1, expected 0 to 9"),
        Arguments.of(
            RowFactory.create(7L, 1, new byte[3]),
            "Cannot use image 7 of d: 3 bytes, expected 2 (1x2)"));
  }

  @ParameterizedTest
  @MethodSource("badRows")
  void refusesBadRows(Row row, String message) {
    assertThatThrownBy(() -> ParquetDataset.checkedImage(row, INFO))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(message);
  }

  private void put(String... columns) {
    write(spark.range(5).selectExpr(columns));
  }

  private void write(org.apache.spark.sql.Dataset<Row> rows) {
    rows.write().mode("overwrite").parquet(root + "/split=train");
  }

  private void assertRefused(Split split, String why) {
    assertThatThrownBy(() -> ParquetDataset.open(spark, root).images(split))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage("Cannot use the " + split.id() + " split of " + root + ": " + why);
  }
}
