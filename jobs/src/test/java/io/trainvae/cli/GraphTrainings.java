package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Small trainings of three kinds of model by DL4J's graphs, on a session that a test chooses. */
final class GraphTrainings {
  /** Of the executors and of the driver, for their encodings and decodings too. */
  static final String PROPERTY = "trainvae.test.graphs";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CONVOLUTIONAL =
      List.of(
          "model.encoder=[{type: convolution, filters: 3, kernel: 3, stride: 2, activation: gelu}]",
          "model.decoder=[{type: dense-image, filters: 3, downscale: 2, activation: gelu},"
              + " {type: transposed-convolution, filters: 2, kernel: 3, stride: 2, activation: gelu}]");

  private final SparkSession spark;
  private final Path folder;

  GraphTrainings(SparkSession spark, Path folder) {
    this.spark = spark;
    this.folder = folder;
  }

  /** A preset, with layers small enough for a test. */
  enum Small {
    DENSE(
        "mlp-400",
        List.of(
            "model.encoder=[{type: dense, units: 16, activation: relu}]",
            "model.decoder=[{type: dense, units: 16, activation: relu}]")),
    CONVOLUTION("cnn", CONVOLUTIONAL),
    /** With several latents of an image, so that labels are repeated for the decoder. */
    CONDITIONAL(
        "cvae",
        List.of(
            CONVOLUTIONAL.get(0),
            CONVOLUTIONAL.get(1),
            "model.classes=10",
            "objective.kl=sampled",
            "objective.importance-samples=3"));

    private final String preset;
    private final List<String> settings;

    Small(String preset, List<String> settings) {
      this.preset = preset;
      this.settings = settings;
    }
  }

  void ingest() {
    on(List.of("ingest", "--limit", "93", "--output", path("data")));
  }

  /** Two workers that average every two steps. */
  void train(String run, Small model, int epochs, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--data", path("data")));
    args.addAll(List.of("--run", path(run), "--preset", model.preset, "--workers", "2"));
    args.addAll(List.of("--epochs", Integer.toString(epochs), "--averaging-frequency", "2"));
    args.addAll(List.of("--set", "train.batch=8"));
    model.settings.forEach(setting -> args.addAll(List.of("--set", setting)));
    args.addAll(List.of(more));
    on(args);
  }

  void evaluate(String run) {
    on(List.of("evaluate", "--run", path(run)));
  }

  private void on(List<String> args) {
    TestedCommand.on(spark, Map.of(), args.toArray(String[]::new)).assertDone();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  String sha256(String run) throws IOException {
    String sha256 = summary(run).path("parameters_sha256").asText();
    assertThat(sha256).hasSize(64);
    return sha256;
  }

  /** Other last digits, and losses within 1e-4 of each other, of two that were evaluated. */
  void assertSameLosses(String run, String other) throws IOException {
    assertThat(sha256(run)).isNotEqualTo(sha256(other));
    for (String split : List.of("train", "test")) {
      double expected = summary(other).path(split).path("neg_elbo").asDouble();
      assertThat(summary(run).path(split).path("neg_elbo").asDouble())
          .isPositive()
          .isCloseTo(expected, within(1e-4 * expected));
    }
  }

  private JsonNode summary(String run) throws IOException {
    return JSON.readTree(folder.resolve(run).resolve("summary.json").toFile());
  }
}
