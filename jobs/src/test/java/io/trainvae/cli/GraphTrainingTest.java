package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The training for GPUs, run on processors: DL4J's graphs in rounds of two workers, with
 * checkpoints and a resume, compared with the fused network.
 */
class GraphTrainingTest {
  private static final String GRAPHS = "trainvae.test.graphs";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> DENSE =
      List.of(
          "model.encoder=[{type: dense, units: 16, activation: relu}]",
          "model.decoder=[{type: dense, units: 16, activation: relu}]");
  private static final List<String> CONVOLUTIONAL =
      List.of(
          "model.encoder=[{type: convolution, filters: 3, kernel: 3, stride: 2, activation: gelu}]",
          "model.decoder=[{type: dense-image, filters: 3, downscale: 2, activation: gelu},"
              + " {type: transposed-convolution, filters: 2, kernel: 3, stride: 2, activation: gelu}]");

  @TempDir static Path folder;

  @BeforeAll
  static void ingest() {
    TestedCommand.on(
            LocalSpark.session(), Map.of(), "ingest", "--limit", "93", "--output", path("data"))
        .assertDone();
  }

  @AfterEach
  void noGraphs() {
    System.clearProperty(GRAPHS);
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void aDensePresetTrainsAndIsResumed() throws IOException {
    assertTrainsAsTheFusedNetwork("mlp-400", DENSE);
  }

  @Test
  void aConvolutionalPresetTrainsAndIsResumed() throws IOException {
    assertTrainsAsTheFusedNetwork("cnn", CONVOLUTIONAL);
  }

  /** With several latents of an image, so that labels are repeated for the decoder. */
  @Test
  void aConditionalPresetTrainsAndIsResumed() throws IOException {
    List<String> settings = new ArrayList<>(CONVOLUTIONAL);
    settings.addAll(
        List.of("model.classes=10", "objective.kl=sampled", "objective.importance-samples=3"));
    assertTrainsAsTheFusedNetwork("cvae", settings);
  }

  private static void assertTrainsAsTheFusedNetwork(String preset, List<String> settings)
      throws IOException {
    train(preset, preset, settings, 2);
    evaluate(preset);
    System.setProperty(GRAPHS, "true");
    train("graph-" + preset, preset, settings, 2);
    train("stopped-" + preset, preset, settings, 1);
    train("stopped-" + preset, preset, settings, 2, "--resume");
    evaluate("graph-" + preset);
    JsonNode fused = summary(preset);
    JsonNode graph = summary("graph-" + preset);
    assertThat(sha256(graph)).hasSize(64).isNotEqualTo(sha256(fused));
    assertThat(sha256(summary("stopped-" + preset))).isEqualTo(sha256(graph));
    for (String split : List.of("train", "test")) {
      double expected = fused.path(split).path("neg_elbo").asDouble();
      assertThat(graph.path(split).path("neg_elbo").asDouble())
          .isPositive()
          .isCloseTo(expected, within(1e-4 * expected));
    }
  }

  private static void train(
      String run, String preset, List<String> settings, int epochs, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--data", path("data")));
    args.addAll(List.of("--run", path(run), "--preset", preset, "--workers", "2"));
    args.addAll(List.of("--epochs", Integer.toString(epochs), "--averaging-frequency", "2"));
    args.addAll(List.of("--set", "train.batch=8"));
    settings.forEach(setting -> args.addAll(List.of("--set", setting)));
    args.addAll(List.of(more));
    on(args);
  }

  private static void evaluate(String run) {
    on(List.of("evaluate", "--run", path(run)));
  }

  private static void on(List<String> args) {
    TestedCommand.on(LocalSpark.session(), Map.of(), args.toArray(String[]::new)).assertDone();
  }

  private static JsonNode summary(String run) throws IOException {
    return JSON.readTree(folder.resolve(run).resolve("summary.json").toFile());
  }

  private static String sha256(JsonNode summary) {
    return summary.path("parameters_sha256").asText();
  }
}
