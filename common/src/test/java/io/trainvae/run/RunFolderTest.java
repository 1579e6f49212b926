package io.trainvae.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunFolder.Start;
import io.trainvae.storage.Storage;
import io.trainvae.storage.SyncRecordingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  private static final DatasetInfo DATASET =
      new DatasetInfo(
          "mnist", false, 60, 10, 28, 28, 10, List.of(new DatasetInfo.SourceFile("a.gz", "ab12")));

  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration(false));
  private org.apache.hadoop.fs.Path root;

  @BeforeEach
  void choose() {
    root = storage.path(folder.resolve("run").toString());
  }

  @Test
  void aNewFolderIsTaken() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    assertThat(RunFolder.choose(storage, root, Start.NEW).layout().root()).isEqualTo(root);
  }

  @Test
  void whatIsNoRunIsNeverTouched() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/thesis.tex"), "years of work");
    for (Start start : Start.values()) {
      assertThatThrownBy(() -> RunFolder.choose(storage, root, start))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessage(
              "Cannot create run %s: the folder is not empty and holds no run (thesis.tex),"
                      .formatted(root)
                  + " expected an empty or a new one");
    }
    assertThat(folder.resolve("run/thesis.tex")).hasContent("years of work");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Files.writeString(folder.resolve("run"), "x");
    assertThatThrownBy(() -> RunFolder.choose(storage, root, Start.OVERWRITE))
        .hasMessage("Cannot create run %s: it is a file, expected a folder".formatted(root));
  }

  @Test
  void aPreviousRunIsReplacedOnlyWhenAsked() throws IOException {
    begun();
    Files.writeString(folder.resolve("run/notes.txt"), "mine");
    Files.writeString(folder.resolve("run/_SUCCESS"), "");
    assertThatThrownBy(() -> RunFolder.choose(storage, root, Start.NEW))
        .hasMessage(
            "Cannot create run %s: there is a run already; choose another folder, or --resume or --overwrite"
                .formatted(root));
    RunFolder.choose(storage, root, Start.OVERWRITE).clear();
    try (var files = Files.list(folder.resolve("run"))) {
      assertThat(files).containsExactly(folder.resolve("run/notes.txt"));
    }
  }

  @Test
  void aFormerRunComesBackIfNothingTakesItsPlace() throws IOException {
    trained();
    Map<String, String> before = everything();
    RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    Files.writeString(folder.resolve("run/config.yaml"), "of the new one");
    // A second process that overwrites as well, after a crash of the first one.
    run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    run.begin(new ConfigLoader(storage).load("cnn", List.of()), null);
    run.restoreFormer();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aFormerRunIsDeletedWhenTheNewOneHasAModel() throws IOException {
    trained();
    RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    assertThat(folder.resolve("run/.former/model/model.json")).exists();
    assertThatThrownBy(() -> RunFolder.open(storage, root))
        .hasMessageEndingWith(
            "it has no config.yaml; the run that it was to replace is whole in .former");
    Path checkpoint = folder.resolve("run/checkpoints/epoch-0001/manifest.json");
    Files.createDirectories(checkpoint.getParent());
    Files.writeString(checkpoint, "{}");
    // There is a checkpoint to continue from.
    run.restoreFormer();
    assertThat(folder.resolve("run/model")).doesNotExist();
    run.discardFormer();
    assertThat(folder.resolve("run/.former")).doesNotExist();
    assertThat(checkpoint).exists();
  }

  /**
   * Whatever was already moved when the process died, the rest is moved too, and all is restored.
   */
  @Test
  void aBrokenOffMoveOfAFormerRunIsCompleted() throws IOException {
    List<String> parts = List.of("summary.json", "model", "provenance.json");
    for (int moved = 0; moved <= parts.size(); moved++) {
      trained();
      Map<String, String> before = everything();
      Files.createDirectories(folder.resolve("run/.former"));
      for (String part : parts.subList(0, moved)) {
        Files.move(
            folder.resolve("run").resolve(part), folder.resolve("run/.former").resolve(part));
      }
      RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
      run.clear();
      assertThat(folder.resolve("run/.former/model/model.json")).exists();
      run.restoreFormer();
      assertThat(everything()).as("%d moved", moved).isEqualTo(before);
      storage.delete(root);
    }
  }

  /** Killed after the new run had its model, or before the former one was deleted. */
  @Test
  void aFormerRunBesideATrainedOneIsNotKept() throws IOException {
    trained();
    RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    Files.writeString(folder.resolve("run/.former/config.yaml"), "of long ago");
    trained();
    Map<String, String> before = everything();
    before.keySet().removeIf(name -> name.contains(".former"));
    run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.claim(Start.OVERWRITE, line -> {}).close();
    assertThat(folder.resolve("run/.former")).doesNotExist();
    run.clear();
    run.restoreFormer();
    assertThat(everything()).isEqualTo(before);
  }

  /** A resumed run is the former one, as long as the move was not complete. */
  @Test
  void aBrokenOffMoveIsUndoneForWhoGoesOn() throws IOException {
    List<String> parts = List.of("summary.json", "model", "provenance.json");
    for (int moved = 0; moved <= parts.size(); moved++) {
      trained();
      Map<String, String> before = everything();
      Files.createDirectories(folder.resolve("run/.former"));
      for (String part : parts.subList(0, moved)) {
        Files.move(
            folder.resolve("run").resolve(part), folder.resolve("run/.former").resolve(part));
      }
      RunFolder.choose(storage, root, Start.RESUME).claim(Start.RESUME, line -> {}).close();
      assertThat(everything()).as("%d moved", moved).isEqualTo(before);
      assertThat(folder.resolve("run/.former")).doesNotExist();
      storage.delete(root);
    }
  }

  /** Hours of work, though there is no model yet. */
  @Test
  void aFormerRunThatHasOnlyCheckpointsComesBackToo() throws IOException {
    begun();
    Path manifest = folder.resolve("run/checkpoints/epoch-0007/manifest.json");
    Files.createDirectories(manifest.getParent());
    Files.writeString(manifest, "{}");
    Map<String, String> before = everything();
    RunFolder run = RunFolder.choose(storage, root, Start.OVERWRITE);
    run.clear();
    run.begin(new ConfigLoader(storage).load("cnn", List.of()), null);
    run.restoreFormer();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aConfigurationOfSomethingElseIsNoRun() throws IOException {
    Files.createDirectories(folder.resolve("run/images"));
    for (String config : List.of("database: sqlite\n", "- a\n", "x: [", "preset: dark\n")) {
      Files.writeString(folder.resolve("run/config.yaml"), config);
      Files.writeString(folder.resolve("run/images/holiday.jpg"), "mine");
      for (Start start : Start.values()) {
        assertThatThrownBy(() -> RunFolder.choose(storage, root, start))
            .hasMessageContaining("the folder is not empty and holds no run");
      }
    }
    // A power cut may leave an empty file; the provenance says whose it is.
    begun(root.suffix("-cut"));
    Files.writeString(folder.resolve("run-cut/config.yaml"), "");
    RunFolder.choose(storage, root.suffix("-cut"), Start.OVERWRITE);
  }

  @Test
  void whatKilledProcessesLeftIsSweptAway() throws IOException {
    begun();
    List<String> left =
        List.of(
            ".config.yaml.0123abcd.tmp",
            "..lease.json.0123abcd.tmp",
            ".former.0123abcd.tmp/model/parameters.bin",
            "model/.model.json.0123abcd.tmp",
            "metrics/.epoch-0001.parquet.0123abcd.tmp",
            "images/.loss.png.0123abcd.tmp",
            "images/epochs/.epoch-0001-samples.png.0123abcd.tmp",
            "images/classes/.latent-grid-1.png.0123abcd.tmp",
            "checkpoints/film/.epoch-0001.bin.0123abcd.tmp",
            "checkpoints/epoch-0001/.training.json.0123abcd.tmp",
            ".train-vae-probe-5c4a1a2e-31a5-4a5a-9d5c-111111111111");
    Path manifest = folder.resolve("run/checkpoints/epoch-0001/manifest.json");
    Files.createDirectories(manifest.getParent());
    Files.writeString(manifest, "{}");
    Map<String, String> before = everything();
    for (String file : left) {
      Files.createDirectories(folder.resolve("run").resolve(file).getParent());
      Files.writeString(folder.resolve("run").resolve(file), "half");
    }
    RunFolder.choose(storage, root, Start.RESUME).claim(Start.RESUME, line -> {}).close();
    assertThat(everything()).isEqualTo(before);
  }

  /**
   * A look whether the folder can be written to, killed in its midst, is no reason to refuse it.
   */
  @Test
  void whatSaysNothingOfARunIsNoReasonToRefuse() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(
        folder.resolve("run/.train-vae-probe-5c4a1a2e-31a5-4a5a-9d5c-111111111111"), "x");
    Files.writeString(folder.resolve("run/..lease.json.0123abcd.tmp"), "x");
    RunFolder.choose(storage, root, Start.NEW);
    // The only copy of a data set, between the two renames of its publication.
    Files.createDirectories(folder.resolve("run/.data.replaced/split=train"));
    assertThatThrownBy(() -> RunFolder.choose(storage, root, Start.NEW))
        .hasMessageContaining("there is a run already");
    RunFolder.choose(storage, root, Start.RESUME);
  }

  /** Without them a run cannot be resumed or opened after a power cut. */
  @Test
  void filesThatARunCannotDoWithoutAreForcedToTheDisk() {
    Configuration recording = new Configuration();
    recording.set("fs.file.impl", SyncRecordingFileSystem.class.getName());
    recording.setBoolean("fs.file.impl.disable.cache", true);
    SyncRecordingFileSystem.SYNCED.clear();
    Storage onDisk = new Storage(recording);
    begun(onDisk, root);
    RunLayout layout = new RunLayout(root);
    SummaryFile.write(onDisk, layout.summary(), summary(1.5));
    new MetricsFile(onDisk, layout.metrics()).writeEpoch(1, List.of());
    for (String file : List.of("config.yaml", "provenance.json", "summary.json", "epoch-0001")) {
      assertThat(SyncRecordingFileSystem.SYNCED).anyMatch(synced -> synced.contains(file));
    }
  }

  private void trained() throws IOException {
    RunFolder run = begun();
    Files.createDirectories(folder.resolve("run/model"));
    Files.writeString(folder.resolve("run/model/model.json"), "{}");
    SummaryFile.write(storage, run.layout().summary(), summary(1.5));
    Files.writeString(folder.resolve("run/notes.txt"), "mine");
  }

  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return all;
  }

  @Test
  void onlyATrainedRunIsOpened() throws IOException {
    assertThatThrownBy(() -> RunFolder.open(storage, root))
        .hasMessage("Cannot use %s as a trained run: it has no config.yaml".formatted(root));
    begun();
    assertThatThrownBy(() -> RunFolder.open(storage, root))
        .hasMessage("Cannot use %s as a trained run: it has no model".formatted(root));
    Files.createDirectories(folder.resolve("run/model"));
    assertThat(RunFolder.open(storage, root).provenance().dataset()).isEqualTo(DATASET);
  }

  @Test
  void successIsSaidInTheSummaryAndByAFile() {
    RunFolder run = begun();
    SummaryFile.write(storage, run.layout().summary(), summary(1.5));
    assertThat(run.markSuccess().status()).isEqualTo("complete");
    assertThat(run.summary().status()).isEqualTo("complete");
    assertThat(folder.resolve("run/_SUCCESS")).isEmptyFile();
    run.unmarkSuccess();
    assertThat(folder.resolve("run/_SUCCESS")).doesNotExist();
  }

  @Test
  void summaryHasNullForWhatIsNotKnownAndNeverNaN() throws IOException {
    RunFolder run = begun();
    SummaryFile.write(storage, run.layout().summary(), summary(Double.NaN));
    JsonNode json = new ObjectMapper().readTree(folder.resolve("run/summary.json").toFile());
    assertThat(json.at("/train/neg_elbo").isNull()).isTrue();
    assertThat(json.at("/train/images_per_second").isNull()).isTrue();
    assertThat(json.get("test").isNull()).isTrue();
    assertThat(json.at("/dataset/train_images").asInt()).isEqualTo(60);
    assertThat(json.get("parameters_sha256").asText()).isEqualTo("00ff");
    assertThat(SummaryFile.read(storage, run.layout().summary()).train().negElbo()).isNull();
  }

  @Test
  void aRunIsTrainedOnceItsTrainingIsDone() throws IOException {
    RunFolder run = begun();
    Files.createDirectories(folder.resolve("run/model"));
    assertThat(run.isTrained()).isFalse();
    Files.writeString(folder.resolve("run/summary.json"), "{\"epochs\": 3}");
    assertThat(run.isTrained()).as("of before there were outcomes").isTrue();
    for (Outcome outcome : Outcome.values()) {
      Files.writeString(
          folder.resolve("run/summary.json"),
          "{\"epochs\": 3, \"outcome\": \"%s\"}".formatted(outcome.id()));
      assertThat(run.summary().outcome()).isEqualTo(outcome);
      assertThat(run.isTrained()).as(outcome.id()).isEqualTo(outcome.trained());
    }
    assertThatThrownBy(() -> RunFolder.open(storage, root))
        .hasMessage(
            "Cannot use %s as a trained run: its training failed after 3 epochs; train --resume continues"
                .formatted(root));
  }

  @Test
  void figuresOfBeforeTheirImagesWereCountedAreOfAnUnknownNumber() throws IOException {
    begun();
    Files.writeString(
        folder.resolve("run/summary.json"),
        "{\"dataset\": {\"name\": \"mnist\", \"train_images\": 6, \"test_images\": 5},"
            + " \"test\": {\"neg_elbo\": 104.5}}");
    Summary summary = SummaryFile.read(storage, new RunLayout(root).summary());
    assertThat(summary.test().images()).isNull();
    assertThat(summary.outcome()).isNull();
    assertThat(summary.testedOnAll()).isFalse();
    assertThat(summary.testedOn()).isEqualTo("number of images not stated");

    Summary again = summary.withTest(test("mnist", 5));
    assertThat(again.testedOnAll()).as("evaluated again").isTrue();
    assertThat(again.testedOn()).isEqualTo("5 images");
    assertThat(summary.withTest(test("kmnist", 5)).testedOn()).isEqualTo("5 images of kmnist");
    assertThat(summary.withTest(test("mnist", 6)).testedElsewhere()).isTrue();
  }

  @Test
  void summariesWithoutAUnitAreInNats() throws IOException {
    begun();
    Files.writeString(folder.resolve("run/summary.json"), "{\"epochs\": 3}");
    assertThat(SummaryFile.read(storage, new RunLayout(root).summary()).unit())
        .isEqualTo("nats per image");
  }

  @Test
  void whatIsNoSummaryIsRefused() throws IOException {
    begun();
    Files.writeString(folder.resolve("run/summary.json"), "{\"epochs\": \"many\"}");
    assertThatThrownBy(() -> RunFolder.open(storage, root).summary())
        .hasMessageStartingWith("Cannot read %s/summary.json: ".formatted(root));
    assertThatThrownBy(() -> SummaryFile.read(storage, new RunLayout(root).summary()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessageStartingWith("Cannot read %s/summary.json: ".formatted(root))
        .hasMessageNotContaining("\n");
  }

  @Test
  void provenanceKeepsNoSecrets() throws IOException {
    begun();
    String text = Files.readString(folder.resolve("run/provenance.json"));
    JsonNode json = new ObjectMapper().readTree(text);
    assertThat(text).doesNotContain("hush").contains("secret.key=(redacted)");
    assertThat(json.get("run_id").asText()).isEqualTo("run");
    assertThat(json.at("/versions/java").asText()).contains(System.getProperty("java.version"));
    assertThat(json.at("/versions/spark").asText()).isEqualTo("3.5.7");
    assertThat(json.at("/host/processors").asInt()).isPositive();
    assertThat(json.at("/dataset/sources/0/sha256").asText()).isEqualTo("ab12");
    assertThat(Instant.parse(json.get("started").asText())).isBefore(Instant.now());
  }

  @Test
  void namesAreFreeAndSortByTime() throws IOException {
    Clock clock = Clock.fixed(Instant.parse("2026-02-03T04:05:06Z"), ZoneOffset.UTC);
    var runs = storage.path(folder.toString());
    assertThat(RunFolder.unusedName(storage, runs, "mlp-400", clock).getName())
        .isEqualTo("mlp-400-20260203-040506");
    Files.createDirectories(folder.resolve("mlp-400-20260203-040506"));
    assertThat(RunFolder.unusedName(storage, runs, "mlp-400", clock).getName())
        .isEqualTo("mlp-400-20260203-040506-2");
    assertThat(RunId.of(root)).hasToString("run");
    assertThat(RunId.of(new org.apache.hadoop.fs.Path("s3a://bucket/")).text())
        .matches("\\d{8}-\\d{6}-[0-9a-f]{6}");
    assertThat(RunId.fresh(clock).text()).matches("20260203-040506-[0-9a-f]{6}");
  }

  private RunFolder begun() {
    return begun(root);
  }

  private RunFolder begun(org.apache.hadoop.fs.Path place) {
    return begun(storage, place);
  }

  private static RunFolder begun(Storage storage, org.apache.hadoop.fs.Path root) {
    boolean again = storage.exists(new RunLayout(root).former());
    RunFolder run = RunFolder.choose(storage, root, again ? Start.OVERWRITE : Start.NEW);
    RunConfig config = new ConfigLoader(storage).load("mlp-400", List.of());
    var collector =
        new ProvenanceCollector(
            Map.of("spark", "3.5.7"),
            "nd4j-native",
            List.of("train", "--conf", "fs.s3a.secret.key=hush"));
    run.begin(config, collector.collect(RunId.of(root), root, DATASET, 0));
    return run;
  }

  private static Summary.Test test(String dataset, int images) {
    return new Summary.Test(
        1.0, 1.0, 0.0, null, null, 1, "none", images, images, dataset, "fingerprint");
  }

  private static Summary summary(double negElbo) {
    return new Summary(
        "run",
        "mlp-400",
        "trained",
        new Summary.Dataset("mnist", 60, 10, "f"),
        2,
        10,
        0,
        3,
        "nats per image",
        new Summary.Train(1.5, null, Double.POSITIVE_INFINITY, negElbo, 1.0, 2.0, 2, null),
        null,
        Outcome.FINISHED,
        "00ff");
  }
}
