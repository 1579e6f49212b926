package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.testing.LocalSpark;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the real command line on invalid Parquet data sets. */
class BadDataSetTest {
  private static final String[] SMALL = {
    "--set=model.encoder=[]", "--set=model.decoder=[]", "--set=model.latent=2"
  };

  @TempDir static Path shared;
  @TempDir Path folder;
  private final SparkSession spark = LocalSpark.session();
  private Path data;

  @BeforeAll
  static void goodDataSetAndRun() {
    TestedCommand.of("ingest", "--limit=6", "--size=4x4", "--output=" + shared.resolve("data"))
        .assertDone();
    train(shared.resolve("data"), shared.resolve("run")).assertDone();
  }

  private static TestedCommand train(Path data, Path run, String... more) {
    return TestedCommand.of(
        Stream.of(
                Stream.of("train", "--epochs=1", "--data=" + data, "--run=" + run),
                Stream.of(SMALL),
                Stream.of(more))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  @BeforeEach
  void copy() throws IOException {
    data = folder.resolve("data");
    FileUtils.copyDirectory(shared.resolve("data").toFile(), data.toFile());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          index; label                                      | no column image among index, label
          cast(index as double) index; label; image         | column index is double, expected int or bigint
          index; label; array(1, 2) image                   | column image is array<int>, expected binary
          index; label; substring(image, 2) image           | : 15 bytes, expected 16 (4x4)
          index; label; cast(null as binary) image          | of synthetic: it has no pixels
          index; cast(null as int) label; image             | of synthetic: it has no label
          cast(null as int) index; label; image             | Cannot use an image of synthetic: it has no index
          index; label + 10 label; image                    | expected 0 to 9
          cast(index / 2 as int) index; label; image        | Column index of the training split has
          """)
  @Tag("long")
  void rowsOfAnotherForm(String columns, String message) {
    put("train", good("train").selectExpr(columns.split("; ")));
    assertTrainRefused(message);
  }

  @Test
  void splitsThatAreEmptyOrIncomplete() throws IOException {
    put("train", good("train").limit(5));
    assertTrainRefused("5 images, expected 6 as dataset.json says");
    put("train", good("train").limit(0));
    assertTrainRefused("0 images, expected 6 as dataset.json says");
    edit("\"train_images\" : 6", "\"train_images\" : 0");
    assertTrainRefused("Cannot use the train split of file:" + data + ": it is empty");
    FileUtils.deleteDirectory(data.resolve("split=train").toFile());
    assertTrainRefused("Cannot use the train split of file:" + data + ": it is empty");
  }

  @Test
  void filesThatAreDamaged() throws IOException {
    Path part = part("train");
    byte[] bytes = Files.readAllBytes(part);
    Files.writeString(part, "no Parquet");
    assertTrainRefused("Cannot read the train split of file:" + data);
    Files.write(part, Arrays.copyOf(bytes, bytes.length - 9));
    assertTrainRefused("Cannot read the train split of file:" + data);
    byte[] flipped = bytes.clone();
    for (int i = 4; i < 100; i++) {
      flipped[i] ^= 0x55;
    }
    Files.write(part, flipped);
    assertTrainRefused("data/split=train/" + part.getFileName());
    Files.deleteIfExists(part.resolveSibling("." + part.getFileName() + ".crc"));
    assertTrainRefused("data/split=train/" + part.getFileName());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "height" : 4       | "height" : 0             | height is 0, expected 1 to 4096
          "width" : 4        | "width" : 2147483647     | width is 2147483647, expected 1 to 4096
          "width" : 4        | "width" : "four"         | Cannot deserialize value of type
          "train_images" : 6 | "train_images" : -1      | train_images is -1
          "train_images" : 6 | "train_images" : 2147483647 | 6 images, expected 2147483647
          {                  | [                        | run ingest again
          "sources" : [ ]    | "sources" : null         | run ingest again
          """)
  void descriptionsThatCannotBe(String good, String bad, String message) throws IOException {
    edit(good, bad);
    assertTrainRefused(message);
  }

  @Test
  void descriptionsThatAreNone() throws IOException {
    try (var file = new RandomAccessFile(data.resolve("dataset.json").toFile(), "rw")) {
      file.setLength(65 << 20);
    }
    assertTrainRefused("dataset.json: 68,157,440 bytes, expected at most 67,108,864");
    Files.delete(data.resolve("dataset.json"));
    assertTrainRefused("it has no dataset.json; run ingest first");
  }

  @Test
  @Tag("long")
  void oneImageIsEnoughForOneWorker() throws IOException {
    put("train", good("train").where("index = 0"));
    edit("\"train_images\" : 6", "\"train_images\" : 1");
    train(data, folder.resolve("one"), "--workers=1").assertDone();
    train(data, folder.resolve("all-slots")).assertDone();
    train(data, folder.resolve("run"), "--workers=2")
        .assertRefused(3, "Cannot distribute 1 training images to 2 workers");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "encode", "decode"})
  @Tag("long")
  void testImagesAreLookedAtByWhoeverUsesThem(String command) {
    put("test", good("test").selectExpr("index", "label", "substring(image, 2) image"));
    onTrainedRun(command).assertRefused(3, ": 15 bytes, expected 16 (4x4)");
    put("test", good("test").limit(0));
    onTrainedRun(command).assertRefused(3, "0 images, expected 6 as dataset.json says");
    assertThat(folder.resolve("encoded/_SUCCESS")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "encode", "decode"})
  void imagesOfAnotherSizeThanTheModels(String command) throws IOException {
    edit("\"height\" : 4", "\"height\" : 2");
    onTrainedRun(command)
        .assertRefused(3, "its images are 2x4, expected 4x4 as the model was trained on");
  }

  @Test
  void aRunIsRefusedBeforeItTrainsForNothing() throws IOException {
    edit("\"test_images\" : 6", "\"test_images\" : 0");
    TestedCommand.of("run", "--data=" + data, "--run=" + folder.resolve("run"))
        .assertRefused(3, "Cannot use the test split of file:" + data + ": it is empty");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private TestedCommand onTrainedRun(String command) {
    String output = "--output=" + folder.resolve("encoded");
    String[] args = {command, "--run=" + shared.resolve("run"), "--data=" + data};
    return TestedCommand.of(
        command.equals("encode")
            ? Stream.concat(Stream.of(args), Stream.of(output)).toArray(String[]::new)
            : args);
  }

  private void assertTrainRefused(String message) {
    train(data, folder.resolve("run"), "--workers=2").assertRefused(3, message);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private Dataset<Row> good(String split) {
    return spark.read().parquet(shared.resolve("data/split=" + split).toString());
  }

  private void put(String split, Dataset<Row> rows) {
    rows.coalesce(1).write().mode("overwrite").parquet(data.resolve("split=" + split).toString());
  }

  private void edit(String good, String bad) throws IOException {
    Path file = data.resolve("dataset.json");
    String json = Files.readString(file);
    assertThat(json).contains(good);
    Files.writeString(file, json.replace(good, bad));
  }

  private Path part(String split) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("split=" + split))) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }
}
