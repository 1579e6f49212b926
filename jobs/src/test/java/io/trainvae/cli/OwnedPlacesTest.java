package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.data.Progress;
import io.trainvae.decode.DecodeJob;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.EncodeJob;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.evaluate.EvaluateJob;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.lease.Lease;
import io.trainvae.lease.LeasedFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.run.RunPublisher;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the real command line on outputs that are occupied, foreign, shared or half written. A
 * refusal leaves every byte as it was.
 */
class OwnedPlacesTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration());
  private Path data;
  private Path run;

  @BeforeAll
  static void dataSetAndRun() {
    TestedCommand.of("ingest", "--limit=20", "--size=4x4", "--output=" + shared.resolve("data"))
        .assertDone();
    TestedCommand.of(training(shared.resolve("data"), shared.resolve("run"))).assertDone();
  }

  private static String[] training(Path data, Path run, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--set=train.epochs=1",
                "--workers=1",
                "--set=model.latent=2",
                "--set=model.encoder=[{type: dense, units: 3, activation: tanh}]",
                "--set=model.decoder=[]",
                "--data=" + data,
                "--run=" + run));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @BeforeEach
  void copy() throws IOException {
    data = folder.resolve("data");
    run = folder.resolve("run");
    FileUtils.copyDirectory(shared.resolve("data").toFile(), data.toFile());
    FileUtils.copyDirectory(shared.resolve("run").toFile(), run.toFile());
  }

  /** Every file and its bytes. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(folder.relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return all;
  }

  private void assertRefused(int exitCode, String message, String... words) throws IOException {
    Map<String, String> before = everything();
    TestedCommand.of(words).assertRefused(exitCode, message);
    assertThat(everything()).isEqualTo(before);
  }

  private String[] encoding(Path output) {
    return new String[] {"encode", "--run=" + run, "--data=" + data, "--output=" + output};
  }

  @Test
  void anEncodingIntoItsOwnDataSetIsRefused() throws IOException {
    assertRefused(
        2,
        "Cannot write an encoding to file:%s: it is the data set that the command reads"
            .formatted(data),
        encoding(data));
    assertRefused(
        2, "it lies within the data set that the command reads", encoding(data.resolve("x")));
    assertRefused(2, "it holds the data set that the command reads", encoding(folder));
    Files.createSymbolicLink(folder.resolve("link"), data);
    assertRefused(2, "it is the data set that the command reads", encoding(folder.resolve("link")));
  }

  @Test
  void anEncodingIntoTheRunIsRefusedButForItsOwnPlace() throws IOException {
    assertRefused(2, "it is the run that the command reads", encoding(run));
    assertRefused(
        2, "it lies within the run that the command reads", encoding(run.resolve("model")));
    TestedCommand.of(encoding(run.resolve("encoded"))).assertDone();
    assertThat(run.resolve("encoded/_SUCCESS")).exists();
  }

  @Test
  void anEncodingReplacesAnEncodingAndNothingElse() throws IOException {
    Path other = folder.resolve("other");
    FileUtils.copyDirectory(data.toFile(), other.toFile());
    assertRefused(2, "it has dataset.json, which is not part of an encoding", encoding(other));
    Files.delete(other.resolve("dataset.json"));
    // Somebody's own table with the same splits.
    assertRefused(2, "but no _encoded.json, and rows without anomaly_score", encoding(other));
    Path output = folder.resolve("scored");
    TestedCommand first = TestedCommand.of(encoding(output)).assertDone();
    assertThat(first.out()).contains("rows     40\n");
    assertThat(Files.readString(output.resolve("_encoded.json"))).contains("\"rows\" : 40");
    TestedCommand.of(encoding(output)).assertDone();
    // As the first versions of this program left it.
    Files.delete(output.resolve("_encoded.json"));
    TestedCommand.of(encoding(output)).assertDone();
    assertThat(names(folder)).containsExactly("data", "other", "run", "scored");
  }

  @Test
  void aDataSetWithinItsOwnSourceIsRefused() throws IOException {
    Path source = folder.resolve("idx");
    Files.createDirectories(source);
    for (String name :
        List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")) {
      Files.write(source.resolve(name + "-ubyte"), name.contains("images") ? IMAGE : LABEL);
    }
    for (Path output : List.of(source, source.resolve("parquet"), folder)) {
      assertRefused(
          2,
          "that the command reads (file:%s); expected a separate folder".formatted(source),
          "ingest",
          "--source=" + source,
          "--output=" + output);
    }
    assertRefused(
        2,
        "Cannot write run file:%s/run: it lies within the source".formatted(source),
        "run",
        "--source=" + source,
        "--run=" + source.resolve("run"));
  }

  /** One image of a single pixel, and its label. */
  private static final byte[] IMAGE = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7};

  private static final byte[] LABEL = {0, 0, 8, 1, 0, 0, 0, 1, 0};

  @Test
  void aRunWithinItsDataSetIsRefused() throws IOException {
    assertRefused(
        2,
        "Cannot write run file:%s/run: it lies within the data set".formatted(data),
        training(data, data.resolve("run")));
    assertRefused(2, "it is the data set", training(data, data, "--overwrite"));
    assertRefused(
        2, "it lies within the data set", "run", "--data=" + data, "--run=" + data.resolve("run"));
  }

  @Test
  @Tag("long")
  void anOverwriteWithAWrongSourceLeavesTheFormerRun() throws IOException {
    TestedCommand.of(
            "run",
            "--limit=20",
            "--size=4x4",
            "--epochs=1",
            "--run=" + folder.resolve("r"),
            "--set=model.encoder=[]",
            "--set=model.decoder=[]",
            "--set=model.latent=2")
        .assertDone();
    assertRefused(
        2,
        "Unknown source typo",
        "run",
        "--overwrite",
        "--source=typo",
        "--run=" + folder.resolve("r"));
    assertRefused(
        3,
        "no such file or folder",
        "run",
        "--overwrite",
        "--source=" + folder.resolve("absent"),
        "--run=" + folder.resolve("r"));
    // Known only when the images have been read.
    assertRefused(
        3,
        "expected data.size 2x2",
        "run",
        "--overwrite",
        "--size=4x4",
        "--set=data.size=2x2",
        "--run=" + folder.resolve("r"));
  }

  @Test
  void aFormerRunThatAKilledProcessSetAsideIsKept() throws IOException {
    Path model = run.resolve(".former/model/parameters.bin");
    Files.createDirectories(run.resolve(".former"));
    for (String part : List.of("model", "summary.json", "config.yaml", "provenance.json")) {
      Files.move(run.resolve(part), run.resolve(".former").resolve(part));
    }
    Files.createFile(run.resolve(".former/complete"));
    byte[] former = Files.readAllBytes(model);
    Files.writeString(run.resolve("config.yaml"), "of the new run");
    TestedCommand.of("decode", "--run=" + run)
        .assertRefused(2, "it has no model; the run that it was to replace is whole in .former");
    assertRefused(3, "no such file", training(folder.resolve("absent"), run, "--overwrite"));
    assertThat(model).hasBinaryContent(former);
    TestedCommand.of(training(data, run, "--overwrite")).assertDone();
    assertThat(run.resolve(".former")).doesNotExist();
  }

  @Test
  void aComparisonReplacesAComparisonAndNothingElse() throws IOException {
    Path other = folder.resolve("other");
    FileUtils.copyDirectory(run.toFile(), other.toFile());
    for (String file : List.of("summary.json", "report.html")) {
      assertRefused(
          2,
          "it is no page of this command",
          "compare",
          run.toString(),
          other.toString(),
          "--output=" + run.resolve(file));
    }
    for (int i = 0; i < 2; i++) {
      TestedCommand.of(
              "compare", run.toString(), other.toString(), "--output=" + folder.resolve("c.html"))
          .assertDone();
    }
  }

  @Test
  void whatSomebodyWritesToIsLeftAlone() throws IOException {
    var layout = new RunLayout(storage.path(run.toString()));
    try (Lease lease = Lease.acquire(storage, layout.leased(), line -> {})) {
      String message = "Cannot write to run file:%s: process ".formatted(run);
      for (String command : List.of("evaluate", "encode", "decode")) {
        assertRefused(4, message, command, "--run=" + run);
      }
      assertRefused(4, message, training(data, run, "--overwrite"));
      assertRefused(4, message, training(data, run, "--resume"));
    }
    var dataSet = LeasedFolder.output(storage, "data set", storage.path(data.toString()));
    try (Lease lease = Lease.acquire(storage, dataSet, line -> {})) {
      assertRefused(4, "Cannot write to data set file:" + data, "ingest", "--output=" + data);
    }
    var encoded = LeasedFolder.output(storage, "encoding", layout.encoded());
    try (Lease lease = Lease.acquire(storage, encoded, line -> {})) {
      String message = "Cannot write to encoding file:%s/encoded".formatted(run);
      assertRefused(4, message, "encode", "--run=" + run);
      // The training would delete what is being written.
      assertRefused(4, message, training(data, run, "--resume"));
    }
  }

  @Test
  void aDataSetWhosePublicationWasCutOffIsThereForTheNextCommand() throws IOException {
    // Killed between the two renames.
    Files.move(data, folder.resolve(".data.replaced"));
    TestedCommand.of("evaluate", "--run=" + run, "--data=" + data).assertDone();
    assertThat(names(folder)).containsExactly("data", "run");
    // And with the new one complete.
    FileUtils.copyDirectory(data.toFile(), folder.resolve(".data.staging").toFile());
    Files.writeString(folder.resolve(".data.staging/new"), "");
    Files.move(data, folder.resolve(".data.replaced"));
    TestedCommand.of("evaluate", "--run=" + run, "--data=" + data).assertDone();
    assertThat(data.resolve("new")).exists();
    assertThat(names(folder)).containsExactly("data", "run");
  }

  @Test
  void figuresOfAModelThatWasReplacedMeanwhileAreNotWritten() throws IOException {
    String summary = Files.readString(run.resolve("summary.json"));
    Files.writeString(
        run.resolve("summary.json"),
        summary.replaceFirst(
            "\"parameters_sha256\" : \"[0-9a-f]{8}", "\"parameters_sha256\" : \"00000000"));
    for (String command : List.of("evaluate", "encode", "decode")) {
      assertRefused(1, "its model was replaced meanwhile", command, "--run=" + run);
    }
  }

  /** With the same number of images, so that no count shows the difference. */
  @Test
  void figuresOfADataSetThatWasReplacedMeanwhileAreNotWritten() throws IOException {
    Path json = data.resolve("dataset.json");
    String other = Files.readString(json).replace(": \"synthetic\"", ": \"synthetic-seed-1\"");
    RunPublisher publisher =
        (folder, model, changes) -> {
          storage.writeAtomically(storage.path(json.toString()), other.getBytes(UTF_8));
          changes.run();
        };
    var root = storage.path(run.toString());
    var images = storage.path(data.toString());
    String former = Files.readString(json);
    SparkSession spark = LocalSpark.session();
    List<Runnable> jobs =
        List.of(
            () -> new EvaluateJob(spark, evaluation(root, images), publisher).execute(),
            () ->
                new EncodeJob(
                        spark,
                        new EncodeRequest(root, images, new RunLayout(root).encoded(), 0),
                        publisher,
                        Progress.SILENT)
                    .execute(),
            () ->
                new DecodeJob(
                        spark,
                        new DecodeRequest(
                            root,
                            images,
                            new ConfigLoader(storage).load("mlp-400", List.of()).decode(),
                            Optional.empty()),
                        publisher)
                    .execute());
    for (Runnable job : jobs) {
      Files.writeString(json, former);
      Map<String, String> before = everything();
      assertThatThrownBy(job::run).hasMessageContaining("it was replaced meanwhile");
      Files.writeString(json, former);
      assertThat(everything()).isEqualTo(before);
    }
  }

  private static EvaluateRequest evaluation(
      org.apache.hadoop.fs.Path root, org.apache.hadoop.fs.Path images) {
    return new EvaluateRequest(root, images, OptionalInt.empty(), 0);
  }

  /** It has published its figures, so it is not responsible for later changes of the run. */
  @Test
  void anEvaluationTellsWhatItWrote() {
    var root = storage.path(run.toString());
    RunPublisher publisher =
        (folder, model, changes) -> {
          changes.run();
          storage.delete(folder.layout().summary());
        };
    var job =
        new EvaluateJob(
            LocalSpark.session(), evaluation(root, storage.path(data.toString())), publisher);
    assertThat(job.execute().status()).isEqualTo("evaluated");
  }

  /** Their indices are those of other images, though the labels may be the same. */
  @Test
  void scoresOfOtherImagesAreNoneOfTheTestImages() throws IOException {
    TestedCommand.of("encode", "--run=" + run, "--data=" + data).assertDone();
    Path description = run.resolve("encoded/_encoded.json");
    String own = Files.readString(description);
    Files.writeString(
        description, own.replaceFirst("\"fingerprint\" : \"[0-9a-f]{8}", "\"fingerprint\" : \"0"));
    TestedCommand.of("decode", "--run=" + run, "--data=" + data).assertDone();
    assertThat(run.resolve("images/anomalies.png")).doesNotExist();
    Files.writeString(description, own);
    TestedCommand.of("decode", "--run=" + run, "--data=" + data).assertDone();
    assertThat(run.resolve("images/anomalies.png")).exists();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }
}
