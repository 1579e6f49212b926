package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings and places that cannot be, given to the real command line. */
class BadSettingsTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void dataSet() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("dataset.json"), RecordingJobRunner.DATASET);
  }

  @AfterEach
  void nothingIsWritten() {
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train.epoch=3                 | train.epoch: unknown key, the nearest known one is train.epochs
          epochs=3                      | epochs: unknown key, the nearest known one is train.epochs
          train.batch=many              | train.batch: met "many", expected a whole number
          train.batch=1.5               | train.batch: met 1.5, expected a whole number
          train.batch=[1]               | train.batch: met [1], expected a whole number
          train.seed=-1                 | train.seed: met -1, expected a whole number from 0
          train.seed=9223372036854775808 | train.seed: met 9223372036854775808, expected a whole number
          optimiser.learning-rate=0     | optimiser.learning-rate: met 0, expected a number above 0
          optimiser.learning-rate=1e999 | optimiser.learning-rate: met "Infinity", expected a number above 0
          optimiser.learning-rate=.inf  | optimiser.learning-rate
          model=3                       | model: met 3, expected a section
          model.encoder=3               | model.encoder: met 3, expected a list
          train.epochs=                 | train.epochs: missing, expected a whole number
          train.epochs=!!java.net.URL [x] | expected plain YAML without
          train.epochs={a: &b 1, c: *b} | expected plain YAML without
          train.epochs                  | met "train.epochs", expected key=value
          =3                            | met "=3", expected key=value
          """)
  void settings(String setting, String message) {
    train("--set", setting).assertRefused(2, message);
  }

  @Test
  void allAtOnce() {
    TestedCommand refused =
        train("--epochs", "0", "--set", "train.epoch=1", "--set=train.batch=few");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err().lines())
        .containsExactly(
            "Cannot use preset mlp-400, 3 problems:",
            "  train.epoch: unknown key, the nearest known one is train.epochs",
            "  train.epochs: met 0, expected a whole number from 1 to 100,000",
            "  train.batch: met \"few\", expected a whole number from 1 to 65,536");
  }

  @Test
  void contradictions() {
    train("--epochs", "3", "--set", "train.epochs=4")
        .assertRefused(2, "train.epochs: met 4 and also 3, expected one value");
    train("--set", "decode.range=3", "--set", "decode.spacing=quantile")
        .assertRefused(2, "decode.range: met 3, but decode.spacing is quantile");
  }

  @Test
  void aModelThatNoMachineHolds() {
    String layer = "{type: dense, units: 65536, activation: relu}";
    train("--set", "model.encoder=[" + layer + ", " + layer + "]")
        .assertRefused(
            2,
            "Cannot use the model on images of 28x28: it would have more than 536,870,909 parameters");
  }

  /** Products that wrap around to something harmless, as 2^32 does to 0. */
  @Test
  void whatNoArrayHolds() {
    String large = ", expected at most 2,147,483,639; choose fewer or smaller ones";
    train(
            "--set",
            "train.batch=65536",
            "--set",
            "objective={kl: sampled, importance-samples: 10000}")
        .assertRefused(
            2, "Cannot hold the latents of a batch at once: 65,536 x 10,000 x 20 numbers" + large);
  }

  @Test
  void presetFiles() throws IOException {
    Path file = folder.resolve("mine.yaml");
    train("--preset", file.toString()).assertRefused(2, "mine.yaml: no such file, expected a");
    Files.writeString(file, "train: {epochs: 1, epochs: 2}");
    train("--preset", file.toString()).assertRefused(2, "Duplicate");
    Files.writeString(file, "a: ".repeat(50));
    train("--preset", file.toString()).assertRefused(2, "mine.yaml: met ");
    Files.writeString(file, "[".repeat(60_000));
    train("--preset", file.toString()).assertRefused(2, "mine.yaml: met ");
    Files.write(file, new byte[] {0, 1, (byte) 0xff, (byte) 0xfe});
    train("--preset", file.toString()).assertRefused(2, "mine.yaml: met ");
    Files.write(file, new byte[1 << 20]);
    train("--preset", file.toString()).assertRefused(3, "1,048,576 bytes, expected at most");
    train("--preset", folder + "/").assertRefused(4, "a folder is where a file is expected");
    train("--preset", "mlp-4000").assertRefused(2, "Cannot find preset mlp-4000: expected ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gopher://host/x       | Cannot use gopher://host/x: unknown scheme gopher, expected a bare path, file
          hdfs:///x             | Cannot use hdfs:///x: expected hdfs://host:port/path
          s3a://bucket/x        | Cannot use s3a://bucket/x: hadoop-aws is not on the class path
          hdfs://me:pw@host/x   | Cannot use hdfs://(redacted)@host/x: it holds a password or key
          """)
  void places(String uri, String message) {
    command("train", "--data", uri, "--run", folder + "/run").assertRefused(2, message);
    command("train", "--data", data.toString(), "--run", uri).assertRefused(2, message);
    command("ingest", "--output", uri).assertRefused(2, message);
    command("ingest", "--output", folder + "/run", "--source", uri).assertRefused(2, message);
    command("evaluate", "--run", uri).assertRefused(2, message);
    train("--preset", uri + "/p.yaml").assertRefused(2, message.substring(0, 18));
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "encode", "ingest"})
  void aFileInAFoldersPlace(String command) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    switch (command) {
      case "train" ->
          command("train", "--data", data.toString(), "--run", file.toString())
              .assertRefused(2, "it is a file, expected a folder");
      case "ingest" ->
          command("ingest", "--output", file + "/below")
              .assertRefused(4, "a file is where a folder is expected");
      default ->
          command("encode", "--run", file.toString()).assertRefused(2, "it has no config.yaml");
    }
    assertThat(file).hasContent("x");
  }

  private TestedCommand train(String... more) {
    return command(
        Stream.concat(
                Stream.of("train", "--data=" + data, "--run=" + folder.resolve("run")),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private static TestedCommand command(String... args) {
    return TestedCommand.of(args);
  }
}
