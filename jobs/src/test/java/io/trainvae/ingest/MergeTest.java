package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.layout.ParquetLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple2;

/** Files of a data set that grew, merged. */
class MergeTest extends ImageFolderFixture {
  private static final Map<String, String> SETTINGS =
      Map.of("test-fraction", "0.4", "on-bad-image", "skip");

  /** Three parts of four images each, and a bad one. */
  private DatasetInfo grown() throws IOException {
    int colour = 0x010203;
    for (String part : List.of("first", "more", "last")) {
      for (int i = 0; i < 4; i++, colour *= 3) {
        image("%s/a/%d.png".formatted(part, i), colour & 0xffffff);
      }
    }
    Files.writeString(folder.resolve("first/a/bad.png"), "no image");
    ingest("images:" + at("first"), SETTINGS);
    append("images:" + at("more"), SETTINGS);
    return append("images:" + at("last"), SETTINGS);
  }

  private List<String> files(Split split) throws IOException {
    try (Stream<Path> files = Files.list(at("out").resolve(split.folder()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("_") && !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  @Tag("long")
  void rowsAndDescriptionStay() throws IOException {
    DatasetInfo grown = grown();
    List<String> train = colours(grown, Split.TRAIN, 0);
    List<String> test = colours(grown, Split.TEST, 0);
    String bad = Files.readString(at("out/bad-images.csv"));
    int before = files(Split.TRAIN).size() + files(Split.TEST).size();
    assertThat(files(Split.TRAIN)).hasSizeGreaterThan(1);
    ParquetDataset former = ParquetDataset.open(spark, output());

    MergeJob.Merged merged = merge();
    assertThatThrownBy(() -> former.images(Split.TRAIN))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("no file part-");
    assertThat(merged).isEqualTo(new MergeJob.Merged(grown, before, 2));
    assertThat(grown.parts()).hasSize(3);
    assertThat(files(Split.TRAIN)).hasSize(1);
    assertThat(files(Split.TEST)).hasSize(1);
    assertThat(ParquetDataset.open(spark, output()).info()).isEqualTo(grown);
    assertThat(colours(grown, Split.TRAIN, 0)).isEqualTo(train);
    assertThat(colours(grown, Split.TEST, 0)).isEqualTo(test);
    assertThat(at("out/bad-images.csv")).hasContent(bad);
    assertThat(at("out")).isDirectoryNotContaining("glob:**staging");
    List<Long> indices =
        spark.read().parquet(at("out/split=train").toString()).collectAsList().stream()
            .map(row -> (long) row.<Integer>getAs("index"))
            .toList();
    assertThat(indices).isEqualTo(LongStream.range(0, grown.trainImages()).boxed().toList());

    List<String> files = files(Split.TRAIN);
    notices.clear();
    assertThat(merge()).isEqualTo(new MergeJob.Merged(grown, 2, 2));
    assertThat(notices)
        .containsExactly(
            "Nothing to merge: %s has 2 files, as after one ingest".formatted(output()));
    assertThat(files(Split.TRAIN)).isEqualTo(files);

    image("later/a/1.png", RED);
    assertThat(append("images:" + at("later"), SETTINGS).parts()).hasSize(4);
  }

  @Test
  @Tag("long")
  void aStoreWithoutFolderRenamesKeepsTheNewFilesAlone() throws IOException {
    spark
        .sparkContext()
        .hadoopConfiguration()
        .set("fs.steps.impl", StepsFileSystem.class.getName());
    DatasetInfo grown = grown();
    List<String> train = colours(grown, Split.TRAIN, 0);
    var there = new org.apache.hadoop.fs.Path("steps://" + at("out"));
    assertThat(merge(there).after()).isEqualTo(2);
    assertThat(files(Split.TRAIN)).hasSize(1);
    assertThat(at("out/dataset.json")).content().contains(files(Split.TRAIN));
    assertThat(colours(grown, Split.TRAIN, 0)).isEqualTo(train);
    assertThat(at("out/bad-images.csv")).exists();
  }

  @Test
  @Tag("long")
  void whatIsDamagedStaysAsItIs() throws IOException {
    grown();
    List<String> before = files(Split.TRAIN);
    Path train = at("out/split=train");
    Path copied = train.resolve(before.get(0));
    long rows = rows(copied);
    Path same =
        before.subList(1, before.size()).stream()
            .map(train::resolve)
            .filter(file -> rows(file) == rows)
            .findFirst()
            .orElseThrow();
    Files.deleteIfExists(train.resolve("." + same.getFileName() + ".crc"));
    Files.copy(copied, same, StandardCopyOption.REPLACE_EXISTING);
    byte[] json = Files.readAllBytes(at("out/dataset.json"));
    assertThatThrownBy(this::merge)
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith("Cannot merge the train split: a row has index ");
    assertThat(files(Split.TRAIN)).isEqualTo(before);
    assertThat(at("out/dataset.json")).hasBinaryContent(json);
    assertThatThrownBy(() -> merge(new org.apache.hadoop.fs.Path(at("absent").toUri())))
        .hasMessageEndingWith("it has no dataset.json; run ingest first");
  }

  private long rows(Path file) {
    return spark.read().parquet(file.toString()).count();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3 5    | a row has index 5, expected 4",
        "3 4 4  | a row has index 4, expected 5",
        "3 4    | no row has index 5",
        "2      | a row has index 2, expected 3",
        "3 4 5 6| a row has index 6, expected 3 to 5",
      })
  void eachIndexIsThereOnce(String indices, String why) {
    var rows =
        Arrays.stream(indices.split(" "))
            .map(index -> new Tuple2<>(Long.valueOf(index), new MergedRow(1, new byte[1])))
            .iterator();
    var merged = new MergedRows(rows, new ParquetLayout.Range(3, 6), Split.TEST);
    assertThatThrownBy(() -> merged.forEachRemaining(row -> {}))
        .hasMessage("Cannot merge the test split: " + why);
  }

  @Test
  @Tag("long")
  void vectorsAreMergedToo() {
    for (int part = 0; part < 2; part++) {
      spark
          .range(10L * part, 10L * part + 10)
          .selectExpr("id / 7D AS x", "float(-id) AS y", "int(id % 2) AS label")
          .createOrReplaceTempView("part" + part);
    }
    Map<String, String> settings = Map.of("features-column", "x,y", "test-fraction", "0.2");
    ingest("table:part0", settings);
    DatasetInfo grown = append("table:part1", settings);
    List<String> before = vectors();
    MergeJob.Merged merged = merge();
    assertThat(merged.after()).isEqualTo(2).isLessThan(merged.before());
    assertThat(merged.info()).isEqualTo(grown);
    assertThat(vectors()).isEqualTo(before).hasSize((int) grown.trainImages());
  }

  private List<String> vectors() {
    return ParquetDataset.open(spark, output()).images(Split.TRAIN).collect().stream()
        .sorted(Comparator.comparingLong(row -> row.getLong(ParquetDataset.INDEX)))
        .map(row -> row.get(1) + " " + Arrays.toString(row.<float[]>getAs(ParquetDataset.IMAGE)))
        .toList();
  }
}
