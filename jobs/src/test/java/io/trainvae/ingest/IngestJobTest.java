package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.data.synthetic.SyntheticDigits;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.ingest.layout.ParquetLayout;
import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.SparkTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.compat.RowGroupFilter;
import org.apache.parquet.filter2.compat.RowGroupFilter.FilterLevel;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestJobTest {
  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;
  private Path source;
  private Path output;

  @BeforeEach
  void smallFiles() throws IOException {
    source = folder.resolve("numbers");
    output = folder.resolve("parquet");
    IdxFolder.small(source);
  }

  @Test
  void writesWhatTheFilesHave() throws IOException {
    DatasetInfo info = ingest(request(source.toString()));
    assertThat(info.name()).isEqualTo("numbers");
    assertThat(info.synthetic()).isFalse();
    assertThat(info.images(Split.TRAIN)).isEqualTo(7);
    assertThat(info.images(Split.TEST)).isEqualTo(3);
    assertThat(info.classes()).isEqualTo(5);
    assertThat(info.sources()).hasSize(4);
    assertThat(names(output)).containsExactly("dataset.json", "split=test", "split=train");
    ParquetDataset dataset = open();
    assertThat(dataset.info()).isEqualTo(info);
    List<Row> rows = table(dataset.images(Split.TRAIN)).orderBy("index").collectAsList();
    assertThat(rows).hasSize(7);
    for (int i = 0; i < 7; i++) {
      assertThat(rows.get(i).getLong(ParquetDataset.INDEX)).isEqualTo(i);
      assertThat(rows.get(i).getInt(ParquetDataset.LABEL)).isEqualTo(i % 5);
      byte[] image = ParquetDataset.checkedImage(rows.get(i), info);
      assertThat(image).hasSize(16).startsWith(10 * i, 10 * i + 1).endsWith(10 * i + 15);
    }
    assertNothingElseIsLeft();
  }

  @Test
  void theTreeReadsAsOneTableWithItsSplits() {
    ingest(request(source.toString()));
    Dataset<Row> all =
        spark
            .read()
            .option("basePath", output.toString())
            .parquet(output + "/split=train", output + "/split=test");
    assertThat(all.schema().simpleString())
        .isEqualTo("struct<index:int,label:int,image:binary,split:string>");
    assertThat(all.count()).isEqualTo(10);
  }

  @Test
  void limitKeepsTheFirstOfEachSplit() {
    DatasetInfo info = ingest(request(source.toString(), OptionalInt.of(4), Optional.empty()));
    assertThat(info.trainImages()).isEqualTo(4);
    assertThat(info.testImages()).isEqualTo(3);
    assertThat(table(open().images(Split.TRAIN)).selectExpr("max(index)").first().getLong(0))
        .isEqualTo(3);
  }

  @Test
  void sizeResizes() {
    var two = Optional.of(new IngestRequest.Size(2, 2));
    DatasetInfo info = ingest(request(source.toString(), OptionalInt.of(1), two));
    assertThat(info.height()).isEqualTo(2);
    Row row = open().images(Split.TRAIN).first();
    // Means of the quarters of 0 1 2 3 / 4 5 6 7 / 8 9 10 11 / 12 13 14 15, halves rounded up.
    assertThat(ParquetDataset.checkedImage(row, info)).containsExactly(3, 5, 11, 13);
  }

  @Test
  @Tag("long")
  void syntheticDigitsAreTheSameInEveryRange() {
    var size = Optional.of(new IngestRequest.Size(14, 14));
    DatasetInfo info = ingest(request("synthetic", OptionalInt.of(6000), size));
    assertThat(info.name()).isEqualTo("synthetic-seed-5");
    assertThat(info.synthetic()).isTrue();
    assertThat(info.trainImages()).isEqualTo(6000);
    assertThat(info.testImages()).isEqualTo(2000);
    assertThat(info.sources()).isEmpty();
    SyntheticDigits digits = new SyntheticDigits(5, 14, 14);
    Dataset<Row> images = table(open().images(Split.TRAIN));
    for (int i : new int[] {0, 1999, 2000, 5999}) {
      Row row = images.where("index = " + i).first();
      assertThat(row.getInt(ParquetDataset.LABEL)).isEqualTo(digits.label(Split.TRAIN, i));
      assertThat(ParquetDataset.checkedImage(row, info)).isEqualTo(digits.image(Split.TRAIN, i));
    }
    assertThat(images.groupBy("label").count().where("count = 600").count()).isEqualTo(10);
  }

  @Test
  void everyFileIsSortedByIndex() throws IOException {
    ingest(request("synthetic", OptionalInt.of(6000), Optional.of(new IngestRequest.Size(2, 2))));
    List<String> parts = parts(output.resolve("split=train"));
    assertThat(parts).hasSize(3);
    for (int i = 0; i < 3; i++) {
      List<Row> rows = spark.read().parquet(parts.get(i)).collectAsList();
      int first = 2000 * i;
      assertThat(rows).hasSize(2000);
      assertThat(rows).extracting(row -> row.getInt(0)).isSorted().startsWith(first);
      assertThat(rowGroupsBelow(10, parts.get(i)))
          .as("row groups of file %d", i)
          .hasSize(i == 0 ? 1 : 0);
    }
  }

  /** Those that a reader of the first images does not pass over by their statistics. */
  private static List<BlockMetaData> rowGroupsBelow(int limit, String file) throws IOException {
    var below = FilterApi.lt(FilterApi.intColumn("index"), limit);
    var path = new org.apache.hadoop.fs.Path(file);
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(path, new Configuration()))) {
      List<BlockMetaData> all = reader.getFooter().getBlocks();
      assertThat(all).allSatisfy(group -> assertThat(group.getTotalByteSize()).isLessThan(5 << 20));
      return RowGroupFilter.filterRowGroups(
          List.of(FilterLevel.STATISTICS), FilterCompat.get(below), all, reader);
    }
  }

  @Test
  void aDataSetIsReplaced() throws IOException {
    ingest(request("synthetic", OptionalInt.of(10), Optional.empty()));
    ingest(request(source.toString()));
    assertThat(open().info().name()).isEqualTo("numbers");
    assertThat(open().images(Split.TRAIN).count()).isEqualTo(7);
    assertNothingElseIsLeft();
  }

  @Test
  void aRefusedIngestLeavesTheOldDataSet() throws IOException {
    ingest(request(source.toString()));
    byte[] images = IdxFolder.images(7);
    Path broken = source.resolve("train-images-idx3-ubyte.gz");
    Files.write(broken, IdxFolder.gzip(Arrays.copyOf(images, images.length - 5)));
    assertRefused(
        request(source.toString()),
        ExitCode.DATA,
        "Cannot read train-images-idx3-ubyte.gz: it ends after 6 of 7 images and 11 of 16 bytes of"
            + " the next");
    assertThat(open().images(Split.TRAIN).count()).isEqualTo(7);
    assertNothingElseIsLeft();
  }

  @Test
  void aRefusedIngestLeavesNothing() throws IOException {
    Files.delete(source.resolve("t10k-labels-idx1-ubyte.gz"));
    assertRefused(
        request(source.toString()),
        ExitCode.DATA,
        "Cannot read images from file:"
            + source
            + ": it has no t10k-labels-idx1-ubyte (with .gz"
            + " or without)");
    assertThat(names(folder)).containsExactly("numbers");
  }

  @Test
  void anEmptyFolderIsFilled() throws IOException {
    Files.createDirectory(output);
    ingest(request(source.toString()));
    assertThat(names(output)).containsExactly("dataset.json", "split=test", "split=train");
    assertNothingElseIsLeft();
  }

  @Test
  void otherPeoplesFilesAreNotReplaced() throws IOException {
    Files.createDirectory(output);
    Files.writeString(output.resolve("thesis.tex"), "years of work");
    String end = "; expected nothing, an empty folder or a data set to replace";
    String start = "Cannot write a data set to file:" + output + ": ";
    assertRefused(
        request(source.toString()),
        ExitCode.USAGE,
        start + "it has thesis.tex, which is not part of a data set" + end);
    Files.delete(output.resolve("thesis.tex"));
    Files.writeString(output.resolve("dataset.json"), "{}");
    assertRefused(
        request(source.toString()),
        ExitCode.USAGE,
        start + "its dataset.json is not that of a data set" + end);
    Files.delete(output.resolve("dataset.json"));
    Files.createDirectory(output.resolve("split=train"));
    assertRefused(
        request(source.toString()),
        ExitCode.USAGE,
        start + "it has split=train but no dataset.json" + end);
    Files.delete(output.resolve("split=train"));
    Files.delete(output);
    Files.writeString(output, "a file");
    assertRefused(request(source.toString()), ExitCode.USAGE, start + "it is a file" + end);
  }

  @Test
  @Tag("long")
  void aStoreWithoutFolderRenamesGetsDatasetJsonLast() throws IOException {
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.steps.impl", StepsFileSystem.class.getName());
    var out = new org.apache.hadoop.fs.Path("steps://" + output);
    var request =
        new IngestRequest(source.toString(), out, OptionalInt.empty(), Optional.empty(), 5);
    ingest(request);
    ingest(request);
    assertThat(names(output)).containsExactly("dataset.json", "split=test", "split=train");
    assertThat(ParquetDataset.open(spark, out).images(Split.TEST).count()).isEqualTo(3);
    assertThat(Files.readString(output.resolve("dataset.json"))).contains("\"files\"");
    assertThat(parts(output.resolve("split=train"))).hasSize(1);
    // What a killed ingest leaves is not a data set, and the next holder of the lease may replace
    // it.
    Files.delete(output.resolve("dataset.json"));
    assertThatThrownBy(() -> ParquetDataset.open(spark, out)).hasMessageContaining("run ingest");
    assertRefused(
        request,
        ExitCode.USAGE,
        "Cannot write a data set to "
            + out
            + ": it has split=test, split=train but no dataset.json; expected nothing, an empty"
            + " folder or a data set to replace");
    Files.createFile(output.resolve(".lease.json"));
    ingest(request);
    assertThat(ParquetDataset.open(spark, out).images(Split.TEST).count()).isEqualTo(3);
    assertThat(parts(output.resolve("split=train"))).hasSize(1);
    assertNothingElseIsLeft();
  }

  @Test
  void refusesUnusableRequests() {
    String s = source.toString();
    assertRefused(
        request(s, OptionalInt.of(0), Optional.empty()),
        ExitCode.USAGE,
        "Cannot ingest: limit 0, expected at least 1");
    assertRefused(
        request(s, OptionalInt.empty(), Optional.of(new IngestRequest.Size(28, 0))),
        ExitCode.USAGE,
        "Cannot ingest: size 28x0, expected sides of 1 to 4096 pixels");
    assertRefused(
        request("minst"),
        ExitCode.USAGE,
        "Unknown source minst: expected synthetic, mnist, fashion-mnist, kmnist, an existing folder,"
            + " a URI, or one after images:, parquet:, orc:, json:, csv:, table:, emnist-byclass:,"
            + " emnist-bymerge:, emnist-balanced:, emnist-letters:, emnist-digits:, emnist-mnist:,"
            + " qmnist:, cifar-10:, cifar-100:, omniglot:, caltech-silhouettes:, svhn:");
    assertRefused(
        request(folder + "/absent"),
        ExitCode.DATA,
        "Cannot read file:" + folder + "/absent: no such file or folder");
  }

  @Test
  void sourcesMayBeUris() {
    assertThat(ingest(request("file://" + source + "/")).name()).isEqualTo("numbers");
  }

  @Test
  void leavesTheJobDescriptionAsItWas() {
    spark.sparkContext().setJobDescription("outer work");
    try {
      ingest(request(source.toString()));
      assertThat(spark.sparkContext().getLocalProperty("spark.job.description"))
          .isEqualTo("outer work");
    } finally {
      spark.sparkContext().setJobDescription(null);
    }
  }

  private DatasetInfo ingest(IngestRequest request) {
    return new IngestJob(spark, request, Progress.SILENT).execute();
  }

  private ParquetDataset open() {
    return ParquetDataset.open(spark, new org.apache.hadoop.fs.Path("file://" + output));
  }

  private void assertRefused(IngestRequest request, ExitCode code, String message) {
    assertThatThrownBy(() -> ingest(request))
        .isInstanceOfSatisfying(JobException.class, e -> assertThat(e.exitCode()).isEqualTo(code))
        .hasMessage(message);
  }

  private IngestRequest request(String from) {
    return request(from, OptionalInt.empty(), Optional.empty());
  }

  private IngestRequest request(String from, OptionalInt limit, Optional<IngestRequest.Size> size) {
    var out = new org.apache.hadoop.fs.Path("file://" + output);
    return new IngestRequest(from, out, limit, size, 5);
  }

  private void assertNothingElseIsLeft() throws IOException {
    assertThat(names(folder)).containsExactly("numbers", "parquet");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  private static List<String> parts(Path split) throws IOException {
    return names(split).stream()
        .filter(name -> name.matches("part-.*\\.parquet"))
        .map(name -> split.resolve(name).toString())
        .toList();
  }

  private Dataset<Row> table(JavaRDD<Row> images) {
    return spark.createDataFrame(
        images, SparkTypes.of(ParquetLayout.schema(false, IndexType.BIGINT)));
  }
}
