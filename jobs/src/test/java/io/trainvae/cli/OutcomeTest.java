package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.TrackingServer;
import io.trainvae.train.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Summary, report, metrics and MLflow agree on how a training ended, and later commands respect it.
 * Uses the real command line on real Spark.
 */
@Tag("long")
class OutcomeTest {
  private static final String[] SMALL = {
    "--set=model.encoder=[]", "--set=model.decoder=[]", "--set=model.latent=2", "--workers=1"
  };

  @TempDir static Path shared;
  @TempDir Path folder;
  private final TrackingServer mlflow = new TrackingServer();

  @BeforeAll
  static void ingest() {
    TestedCommand.of("ingest", "--limit=12", "--size=4x4", "--output=" + shared.resolve("data"))
        .assertDone();
  }

  @AfterEach
  void close() {
    mlflow.close();
  }

  private Path run() {
    return folder.resolve("run");
  }

  private TestedCommand train(Runnable afterFirstEpoch, StopSignal stop, String... more) {
    String[] args =
        Stream.of(
                Stream.of("train", "--data=" + shared.resolve("data"), "--run=" + run()),
                Stream.of(SMALL),
                Stream.of(more))
            .flatMap(part -> part)
            .toArray(String[]::new);
    Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", mlflow.uri());
    return TestedCommand.on(
        LocalSpark.session(),
        environment,
        stop,
        line -> {
          if (line.startsWith("epoch 1/")) {
            afterFirstEpoch.run();
          }
        },
        args);
  }

  private TestedCommand train(String... more) {
    return train(() -> {}, new StopSignal(), more);
  }

  private TestedCommand interrupted() {
    StopSignal stop = new StopSignal();
    return train(stop::request, stop, "--epochs=3");
  }

  private TestedCommand failed() {
    return train(
        () -> {
          throw new IllegalStateException("as if the machine had burst");
        },
        new StopSignal(),
        "--epochs=3");
  }

  private JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(run().resolve("summary.json").toFile());
  }

  private String report() throws IOException {
    return Files.readString(run().resolve("report.html"));
  }

  private List<Double> outcomesOfMetrics() {
    return LocalSpark.session()
        .read()
        .parquet(run().resolve("metrics").toString())
        .where("metric = 'outcome'")
        .collectAsList()
        .stream()
        .map(row -> ((Row) row).<Double>getAs("value"))
        .toList();
  }

  private void assertOutcome(String outcome, int code, String mlflowStatus) throws IOException {
    assertThat(summary().path("outcome").asText()).isEqualTo(outcome);
    assertThat(outcomesOfMetrics()).containsExactly((double) code);
    assertThat(last(mlflow.sent("runs/update")).path("status").asText()).isEqualTo(mlflowStatus);
    JsonNode tag = last(mlflow.sent("runs/set-tag"));
    assertThat(tag.path("key").asText()).isEqualTo("outcome");
    assertThat(tag.path("value").asText()).isEqualTo(outcome);
  }

  private static JsonNode last(List<JsonNode> sent) {
    assertThat(sent).isNotEmpty();
    return sent.get(sent.size() - 1);
  }

  @Test
  void finished() throws IOException {
    TestedCommand done = train("--epochs=2").assertDone();

    assertOutcome("finished", 1, "FINISHED");
    assertThat(done.out()).contains("outcome ", "finished");
    assertThat(report()).contains("Trained.").doesNotContain("stopped early");
  }

  @Test
  void stoppedEarlyByItsRule() throws IOException {
    String[] rule = {
      "--epochs=40", "--set=train.early-stopping.patience=1", "--set=optimiser.learning-rate=1e-9"
    };
    TestedCommand done = train(rule).assertDone();

    assertOutcome("stopped-early", 2, "FINISHED");
    int epochs = summary().path("epochs").asInt();
    assertThat(epochs).isBetween(2, 39);
    assertThat(summary().path("status").asText()).isEqualTo("trained");
    assertThat(done.err()).contains("Stopped early after epoch %d/40".formatted(epochs));
    assertThat(done.out()).contains("stopped early by its rule after %d epochs".formatted(epochs));
    assertThat(report())
        .contains("Stopped early", "%d of 40 epochs".formatted(epochs))
        .doesNotContain("failed", "stopped in epoch");

    String[] again = Stream.concat(Stream.of(rule), Stream.of("--resume")).toArray(String[]::new);
    assertThat(train(again).assertDone().err())
        .contains("stopped early by its rule after epoch %d".formatted(epochs))
        .doesNotContain("all 40");
    TestedCommand.of("evaluate", "--run=" + run()).assertDone();
    TestedCommand.of("decode", "--run=" + run()).assertDone();
    assertThat(report()).contains("stopped early by its rule");
    assertThat(summary().path("outcome").asText()).isEqualTo("stopped-early");
  }

  @Test
  void interruptedItIsNotTrainedAndGoesOn() throws IOException {
    assertThat(interrupted().exitCode()).isEqualTo(130);

    assertOutcome("interrupted", 3, "KILLED");
    assertNotTrained("interrupted");
    assertResumed();
  }

  @Test
  void failedItIsNotTrainedAndGoesOn() throws IOException {
    assertThat(failed().exitCode()).isEqualTo(1);

    assertOutcome("failed", 4, "FAILED");
    assertNotTrained("failed");
    assertResumed();
  }

  private void assertNotTrained(String outcome) throws IOException {
    assertThat(summary().path("status").asText()).isEqualTo("unfinished");
    assertThat(summary().path("epochs").asInt()).isEqualTo(1);
    assertThat(summary().path("parameters_sha256").isNull()).isTrue();
    assertThat(summary().path("train").path("neg_elbo").asDouble()).isPositive();
    assertThat(report())
        .contains(outcome + ", 1 of 3 epochs done")
        .doesNotContain("http-equiv=\"refresh\"");
    // A model that a process left there which died before it could say that it is whole.
    Files.createDirectories(run().resolve("model"));
    for (String command : List.of("evaluate", "encode", "decode", "export")) {
      TestedCommand.of(command, "--run=" + run())
          .assertRefused(
              2, "as a trained run: its training %s after 1 epoch;".formatted(said(outcome)));
    }
    TestedCommand compared =
        TestedCommand.of("compare", run().toString(), other(), "--output=" + folder + "/c.html");
    assertThat(compared.assertDone().out()).contains(outcome);
    assertThat(Files.readString(folder.resolve("c.html")))
        .contains("<th>Outcome</th><td>%s</td><td>finished</td>".formatted(outcome));
  }

  private static String said(String outcome) {
    return outcome.equals("failed") ? "failed" : "was " + outcome;
  }

  /** A run that finished, to be compared with. */
  private static String other() {
    Path other = shared.resolve("other");
    if (!Files.exists(other)) {
      TestedCommand.of(
              Stream.concat(
                      Stream.of(
                          "train",
                          "--epochs=1",
                          "--data=" + shared.resolve("data"),
                          "--run=" + other),
                      Stream.of(SMALL))
                  .toArray(String[]::new))
          .assertDone();
    }
    return other.toString();
  }

  private void assertResumed() throws IOException {
    train("--epochs=3", "--resume").assertDone();
    assertOutcome("finished", 1, "FINISHED");
    assertThat(summary().path("epochs").asInt()).isEqualTo(3);
    assertThat(summary().path("status").asText()).isEqualTo("trained");
    assertThat(mlflow.sent("runs/update"))
        .extracting(update -> update.path("status").asText())
        .hasSize(3)
        .endsWith("RUNNING", "FINISHED");
  }
}
