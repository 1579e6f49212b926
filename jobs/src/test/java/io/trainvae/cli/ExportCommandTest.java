package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.exchange.OnnxSession;
import io.trainvae.lease.Lease;
import io.trainvae.lease.LeasedFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import io.trainvae.train.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code export} of a small trained run, by the real command line. */
class ExportCommandTest {
  private static final List<String> ONNX =
      List.of("decoder.onnx", "encoder.onnx", "export.json", "scorer.onnx");

  @TempDir static Path shared;
  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration());
  private Path run;

  @BeforeAll
  static void trainedRun() {
    TestedCommand.of("ingest", "--limit=20", "--size=4x4", "--output=" + shared.resolve("data"))
        .assertDone();
    TestedCommand.of(training(shared.resolve("run"))).assertDone();
    TestedCommand.of("evaluate", "--run=" + shared.resolve("run")).assertDone();
  }

  private static String[] training(Path run, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "--workers=1",
                "--set=model.latent=2",
                "--set=model.encoder=[{type: dense, units: 3, activation: gelu}]",
                "--set=model.decoder=[]",
                "--data=" + shared.resolve("data"),
                "--run=" + run));
    if (!String.join(" ", more).contains("--epochs")) {
      words.add("--epochs=1");
    }
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  @BeforeEach
  void copy() throws IOException {
    run = folder.resolve("run");
    FileUtils.copyDirectory(shared.resolve("run").toFile(), run.toFile());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
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

  private TestedCommand export(String... more) {
    return export(run, more);
  }

  private static TestedCommand export(Path of, String... more) {
    List<String> words = new ArrayList<>(List.of("export", "--run=" + of));
    words.addAll(List.of(more));
    return TestedCommand.of(words.toArray(String[]::new));
  }

  private void assertRefused(int exitCode, String message, String... more) throws IOException {
    assertRefused(exitCode, message, run, more);
  }

  private void assertRefused(int exitCode, String message, Path of, String... more)
      throws IOException {
    Map<String, String> before = everything();
    export(of, more).assertRefused(exitCode, message);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aModelIsExportedWithoutSpark() throws IOException {
    var runner = new RecordingJobRunner();
    var out = new ByteArrayOutputStream();
    var print = new PrintStream(out, true, UTF_8);
    int exitCode =
        Main.run(runner, new StopSignal(), new String[] {"export", "--run=" + run}, print, print);
    assertThat(exitCode).as(out.toString(UTF_8)).isZero();
    assertThat(runner.applications).isEmpty();
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            export  %s/export
            files   encoder.onnx, decoder.onnx, scorer.onnx
            """
                .formatted(run));
    assertThat(names(run.resolve("export"))).isEqualTo(ONNX);
    assertThat(names(run)).doesNotContain(".export.lease.json", ".export.staging");
  }

  @Test
  void filesSayWhatTheyAreOf() throws Exception {
    export("--output=" + folder.resolve("out")).assertDone();
    byte[] scorer = Files.readAllBytes(folder.resolve("out/scorer.onnx"));
    try (OnnxSession session = new OnnxSession(scorer)) {
      assertThat(session.session().getMetadata().getCustomMetadata())
          .containsEntry("run_id", "run")
          .containsEntry("preset", "mlp-400")
          .containsEntry("seed", "0")
          .containsEntry("dataset", "synthetic")
          .containsEntry("tested_on", "20 images")
          .containsEntry("image", "4x4")
          .containsEntry("likelihood", "bernoulli")
          .containsKeys("versions", "license", "test_neg_elbo", "test_kl", "parameters_sha256")
          .doesNotContainKey("test_nll");
    }
    assertThat(Files.readString(folder.resolve("out/export.json")))
        .contains("\"formats\" : [ \"onnx\" ]", "\"scorer.onnx\" : \"");
  }

  @Test
  @Tag("long")
  void theOtherFormatOfTheSameModelStays() throws IOException {
    export().assertDone();
    byte[] encoder = Files.readAllBytes(run.resolve("export/encoder.onnx"));
    TestedCommand second = export("--format=safetensors").assertDone();
    assertThat(second.out()).contains("files   model.safetensors\n");
    assertThat(run.resolve("export/encoder.onnx")).hasBinaryContent(encoder);
    assertThat(names(run.resolve("export"))).hasSize(5).contains("model.safetensors");

    // Not of another one.
    TestedCommand.of(training(folder.resolve("other"), "--seed=7")).assertDone();
    export(folder.resolve("other"), "--output=" + folder.resolve("copy")).assertDone();
    export("--format=safetensors", "--output=" + folder.resolve("copy")).assertDone();
    assertThat(names(folder.resolve("copy"))).containsExactly("export.json", "model.safetensors");
  }

  @Test
  void whatCannotBeExportedIsRefused() throws IOException {
    assertRefused(2, "Cannot use --format pickle: expected onnx or safetensors", "--format=pickle");
    assertRefused(3, "absent: no such file or folder", folder.resolve("absent"));
    Path notTrained = Files.createDirectory(folder.resolve("empty"));
    assertRefused(2, "as a trained run: it has no config.yaml", notTrained);
    Path model = run.resolve("model/parameters.bin");
    byte[] parameters = Files.readAllBytes(model);
    parameters[5] ^= 1;
    Files.write(model, parameters);
    assertRefused(3, "parameters.bin: SHA-256 ");
  }

  @Test
  void placesOfOthersAreRefused() throws IOException {
    assertRefused(2, "it is the run that the command reads", "--output=" + run);
    assertRefused(
        2, "it lies within the run that the command reads", "--output=" + run.resolve("model"));
    assertRefused(2, "it holds the run that the command reads", "--output=" + folder);
    Path other = folder.resolve("other");
    FileUtils.copyDirectory(shared.resolve("data").toFile(), other.toFile());
    assertRefused(2, "it has dataset.json, which is not part of an export", "--output=" + other);
    Path mine = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(mine.resolve("encoder.onnx"), "somebody's own");
    assertRefused(2, "it has encoder.onnx but no export.json", "--output=" + mine);
    Path file = Files.writeString(folder.resolve("file"), "");
    assertRefused(4, "is a file, expected a folder", "--output=" + file);
  }

  @Test
  void whatSomebodyWritesToIsLeftAlone() throws IOException {
    var layout = new RunLayout(storage.path(run.toString()));
    try (Lease lease = Lease.acquire(storage, layout.leased(), line -> {})) {
      assertRefused(4, "Cannot write to run file:%s: process ".formatted(run));
    }
    var place = LeasedFolder.output(storage, "export", layout.exported());
    try (Lease lease = Lease.acquire(storage, place, line -> {})) {
      String message = "Cannot write to export file:%s/export".formatted(run);
      assertRefused(4, message);
      // The training would delete what is being written.
      TestedCommand.of(training(run, "--resume")).assertRefused(4, message);
    }
    String summary = Files.readString(run.resolve("summary.json"));
    Files.writeString(
        run.resolve("summary.json"),
        summary.replaceFirst("(\"parameters_sha256\" : \")[0-9a-f]{8}", "$100000000"));
    assertRefused(1, "its model was replaced meanwhile");
  }

  @Test
  @Tag("long")
  void anExportGoesWithTheModelThatItIsOf() throws IOException {
    export().assertDone();
    TestedCommand.of(training(run, "--resume", "--epochs=2")).assertDone();
    assertThat(run.resolve("export")).doesNotExist();
    export().assertDone();
    TestedCommand.of(training(run, "--overwrite")).assertDone();
    assertThat(run.resolve("export")).doesNotExist();
  }
}
