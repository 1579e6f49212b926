package io.trainvae.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.metrics.MetricsFile;
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
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Which folders a run takes, and what it writes there. */
class RunFolderTest extends RunFolderFixture {
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
}
