package io.trainvae.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.storage.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which configurations and data sets a training may continue with. */
class CheckpointOriginTest extends CheckpointFixture {
  @Test
  void anotherConfigurationIsRefusedWithEveryDifference() {
    write(store, at(2, 1, 40), KEEP);
    RunConfig other =
        new ConfigLoader(storage)
            .load(
                "mlp-400",
                List.of(
                    "model.latent=5",
                    "train.batch=64",
                    "train.epochs=99",
                    "decode.grid=9",
                    "train.outer.type=plain"));
    assertThatThrownBy(
            () -> store.newest(Origin.of(other.withWorkers(3), DATASET), () -> 7, complaints::add))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            "Cannot resume %s with another configuration: model.latent is 5, was 20,"
                    .formatted(storage.path(folder.resolve("run").toString()))
                + " train.batch is 64, was 128, train.workers is 3, was 2");
  }

  @Test
  void betweenTwoEpochsTheNumberOfWorkersMayChange() {
    write(store, at(2, 0, 80), KEEP);
    Origin three = Origin.of(config.withWorkers(3), DATASET);
    assertThat(store.newest(three, () -> SIZE, complaints::add)).isPresent();
  }

  /** It names no settings that came later, nor do its checksums count them. */
  @Test
  void aCheckpointOfAnEarlierVersionIsRead() throws IOException {
    write(store, at(2, 0, 80), KEEP);
    Path files = in("checkpoints/epoch-0002");
    ObjectMapper json = new ObjectMapper();
    ObjectNode training = (ObjectNode) json.readTree(files.resolve("training.json").toFile());
    ObjectNode settings = (ObjectNode) training.at("/origin/settings");
    settings.remove(
        List.of(
            "optimiser.epsilon-rule",
            "train.schedule.threshold-mode",
            "train.outer.type",
            "train.outer.rate",
            "train.outer.momentum",
            "train.outer.moments",
            "train.schedule.warm-up-epochs",
            "train.scaling.batch-exponent",
            "train.scaling.least-batch",
            "train.scaling.learning-rate-exponent",
            "train.averaging-growth.first-frequency",
            "train.averaging-growth.epochs"));
    byte[] earlier = json.writeValueAsBytes(training);
    Files.write(files.resolve("training.json"), earlier);
    ObjectNode manifest = (ObjectNode) json.readTree(files.resolve("manifest.json").toFile());
    manifest.put("config_sha256", Sha256.hex(json.writeValueAsBytes(settings)));
    for (JsonNode part : manifest.path("parts")) {
      if (part.path("name").asText().equals("training.json")) {
        ((ObjectNode) part).put("bytes", earlier.length).put("sha256", Sha256.hex(earlier));
      }
    }
    Files.write(files.resolve("manifest.json"), json.writeValueAsBytes(manifest));
    RunConfig same =
        new ConfigLoader(storage)
            .load(
                "mlp-400",
                List.of(
                    "train.outer={type: plain, rate: 1.0, momentum: 0.5}",
                    "train.scaling={batch-exponent: 0, least-batch: 1, learning-rate-exponent: 0}",
                    "optimiser.epsilon-rule=epsilon-hat",
                    "train.schedule.threshold-mode=absolute"));
    assertThat(store.newest(Origin.of(same.withWorkers(2), DATASET), () -> SIZE, complaints::add))
        .as(complaints.toString())
        .isPresent();
  }

  @Test
  void whatDoesNotMatterMayChange() {
    write(store, at(2, 0, 80), KEEP);
    RunConfig other =
        new ConfigLoader(storage)
            .load(
                "mlp-400",
                List.of(
                    "preset=renamed",
                    "train.outer.type=plain",
                    "train.epochs=99",
                    "evaluate.batch=9",
                    "checkpoint.keep=9",
                    "decode.grid=9"));
    DatasetInfo moved = new DatasetInfo("moved", false, 60, 10, 28, 28, 10, DATASET.sources());
    assertThat(store.newest(Origin.of(other.withWorkers(2), moved), () -> SIZE, complaints::add))
        .isPresent();
  }

  @Test
  void anotherDataSetIsRefused() {
    write(store, at(2, 0, 80), KEEP);
    DatasetInfo other =
        new DatasetInfo(
            "few", false, 61, 10, 28, 28, 10, List.of(new DatasetInfo.SourceFile("a.gz", "cd34")));
    assertThatThrownBy(
            () ->
                store.newest(Origin.of(config.withWorkers(2), other), () -> SIZE, complaints::add))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(
            "Cannot resume %s on another data set: SHA-256 of a.gz is cd34, was ab12,"
                    .formatted(storage.path(folder.resolve("run").toString()))
                + " training images is 61, was 60");
  }
}
