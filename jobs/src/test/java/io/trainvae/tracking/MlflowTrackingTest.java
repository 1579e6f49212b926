package io.trainvae.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.run.Provenance;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import io.trainvae.testing.TrackingServer;
import io.trainvae.train.TrainListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowTrackingTest {
  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration());
  private final TrackingServer server = new TrackingServer();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final RunConfig config = new ConfigLoader(storage).load("mlp-400", List.of());

  @AfterEach
  void stop() {
    server.close();
  }

  private RunLayout layout() {
    return new RunLayout(storage.path(folder.toString()));
  }

  private static Provenance provenance() {
    return new Provenance(
        "r1",
        "2026-01-01T00:00:00Z",
        List.of("train"),
        Map.of(),
        "c0ffee",
        "cpu",
        new Provenance.Host("h", "linux", 2, 1),
        "file:/data",
        new DatasetInfo("few", true, 6000, 10, 28, 28, 10, List.of()),
        0,
        List.of());
  }

  private MlflowTracking tracking(String uri, String... more) {
    Map<String, String> environment = new HashMap<>(Map.of("MLFLOW_TRACKING_URI", uri));
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return new MlflowTracking(
        TrackingSettings.from(environment).orElseThrow(),
        storage,
        Duration.ofSeconds(5),
        warnings::add);
  }

  /** Three epochs planned. */
  private void train(MlflowTracking tracking, int epochsDone) {
    TrainListener listener = tracking.training(config, provenance(), layout());
    listener.started(new TrainListener.Plan("r1", 2, 1, 128, 3, 24, 6000, 9));
    for (int epoch = 1; epoch <= epochsDone; epoch++) {
      listener.epochDone(
          new TrainListener.Epoch(
              epoch,
              epoch * 24,
              6000,
              80 - epoch,
              25,
              2,
              1e-3,
              Optional.of(0.02),
              Optional.empty()));
    }
    listener.ended(epochsDone == 3 ? Outcome.FINISHED : Outcome.FAILED);
  }

  private static Summary evaluated() {
    return new Summary(
        "r1",
        "mlp-400",
        "evaluated",
        null,
        2,
        10,
        0,
        3,
        "nats per image",
        null,
        new Summary.Test(
            104.5, 79.4, 25.1, null, null, 17, "none", 10_000L, 10_000L, "mnist", null, null),
        Outcome.FINISHED,
        "ab");
  }

  private static String value(JsonNode pairs, String key) {
    return StreamSupport.stream(pairs.spliterator(), false)
        .filter(pair -> pair.path("key").asText().equals(key))
        .map(pair -> pair.path("value").asText())
        .findFirst()
        .orElse(null);
  }

  @Test
  void aTrainingBecomesARun() throws IOException {
    train(tracking(server.uri()), 3);

    // MLflow's client repeats a request three times if the server is missing.
    assertThat(server.requests().stream().map(TrackingServer.Request::path).skip(3))
        .containsExactly(
            "experiments/create",
            "runs/create",
            "runs/log-batch",
            "runs/log-batch",
            "runs/log-batch",
            "runs/log-batch",
            "runs/set-tag",
            "runs/update");
    assertThat(server.sent("experiments/create").get(0).path("name").asText())
        .isEqualTo("train-vae");
    JsonNode run = server.sent("runs/create").get(0);
    assertThat(run.path("experiment_id").asText()).isEqualTo("7");
    assertThat(run.path("run_name").asText()).isEqualTo("r1");
    assertThat(value(run.path("tags"), "mlflow.runName")).isEqualTo("r1");
    assertThat(value(run.path("tags"), "mlflow.source.git.commit")).isEqualTo("c0ffee");
    assertThat(value(run.path("tags"), "run")).isEqualTo(layout().root().toString());
    JsonNode params = server.sent("runs/log-batch").get(0).path("params");
    assertThat(value(params, "model.latent")).isEqualTo("20");
    assertThat(value(params, "train.workers")).isEqualTo("2");
    assertThat(value(params, "model.encoder")).isEqualTo("dense units=400 activation=relu");
    JsonNode second = server.sent("runs/log-batch").get(2);
    assertThat(second.path("run_id").asText()).isEqualTo("0a1b");
    assertThat(value(second.path("metrics"), "train/neg_elbo")).isEqualTo("103.0");
    assertThat(value(second.path("metrics"), "train/images_per_second")).isEqualTo("3000.0");
    assertThat(second.path("metrics").findValuesAsText("step")).containsOnly("2").hasSize(6);
    assertThat(value(second.path("metrics"), "train/disagreement")).isEqualTo("0.02");
    JsonNode end = server.sent("runs/update").get(0);
    assertThat(end.path("status").asText()).isEqualTo("FINISHED");
    assertThat(end.path("end_time").asLong()).isPositive();
    assertThat(folder.resolve("mlflow.json")).content().contains("\"run_id\":\"0a1b\"");
    assertThat(warnings).isEmpty();
  }

  @Test
  void aTrainingThatIsResumedGoesOnUnderItsName() {
    train(tracking(server.uri()), 1);
    train(tracking(server.uri()), 3);

    assertThat(server.sent("runs/create")).hasSize(1);
    assertThat(server.sent("runs/update"))
        .extracting(update -> update.path("status").asText())
        .containsExactly("FAILED", "RUNNING", "FINISHED");
    assertThat(warnings).isEmpty();
  }

  @Test
  void anExperimentThatIsThereIsUsed() {
    server.createExperiment();
    train(tracking(server.uri(), "MLFLOW_EXPERIMENT_NAME", "my vaes"), 3);

    assertThat(server.requests().get(0).path())
        .isEqualTo("experiments/get-by-name?experiment_name=my+vaes");
    assertThat(server.sent("experiments/create")).isEmpty();
  }

  @Test
  void aTrainingThatBreaksOffHasFailed() {
    train(tracking(server.uri()), 1);

    assertThat(server.sent("runs/update").get(0).path("status").asText()).isEqualTo("FAILED");
  }

  @Test
  void anEvaluationAddsToTheRunOfItsTraining() {
    train(tracking(server.uri()), 3);
    tracking(server.uri() + "/").evaluated(evaluated(), layout());

    JsonNode last = server.sent("runs/log-batch").get(4);
    assertThat(last.path("run_id").asText()).isEqualTo("0a1b");
    assertThat(value(last.path("metrics"), "test/neg_elbo")).isEqualTo("104.5");
    assertThat(value(last.path("metrics"), "test/active_units")).isEqualTo("17.0");
    assertThat(value(last.path("metrics"), "test/nll")).isNull();
    assertThat(last.path("metrics").findValuesAsText("step")).containsOnly("3");
    assertThat(warnings).isEmpty();
  }

  @Test
  void anEvaluationOfAnUntrackedTrainingIsSaidToBeUntracked() throws IOException {
    tracking(server.uri()).evaluated(evaluated(), layout());
    Files.writeString(
        folder.resolve("mlflow.json"),
        "{\"tracking_uri\": \"http://elsewhere\", \"experiment_id\": \"1\", \"run_id\": \"x\"}");
    tracking(server.uri()).evaluated(evaluated(), layout());

    assertThat(server.requests()).isEmpty();
    assertThat(warnings)
        .containsExactly(
            "Not tracked by MLflow at %s: its training was not tracked".formatted(server.uri()),
            "Not tracked by MLflow at %s: its training was tracked by http://elsewhere"
                .formatted(server.uri()));
  }

  @Test
  void namesAndTokensAreSentAndNeverShown() {
    tracking(server.uri(), "MLFLOW_TRACKING_TOKEN", "t0ken").evaluated(evaluated(), layout());
    train(tracking(server.uri(), "MLFLOW_TRACKING_TOKEN", "t0ken"), 3);
    assertThat(server.requests().get(0).authorization()).isEqualTo("Bearer t0ken");
    int before = server.requests().size();
    MlflowTracking named =
        tracking(
            server.uri(), "MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "pass");
    train(named, 3);
    assertThat(server.requests().get(before).authorization()).isEqualTo("Basic bWU6cGFzcw==");
    assertThat(
            TrackingSettings.from(
                    Map.of(
                        "MLFLOW_TRACKING_URI", "https://me:pass@host/x/",
                        "MLFLOW_TRACKING_TOKEN", "t0ken"))
                .orElseThrow())
        .hasToString("TrackingSettings[uri=https://(redacted)@host/x, experiment=train-vae]");
  }

  @Test
  void withoutAnAddressNothingIsTracked() {
    assertThat(TrackingSettings.from(Map.of())).isEmpty();
    assertThat(TrackingSettings.from(Map.of("MLFLOW_TRACKING_URI", "  "))).isEmpty();
  }

  @Test
  void aServerOutOfOrderIsComplainedOfOnce() {
    server.fail(500);
    train(tracking(server.uri()), 3);

    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("Not tracked by MLflow at %s: ".formatted(server.uri()))
        .contains("500");
    assertThat(server.requests().stream().map(TrackingServer.Request::path).distinct())
        .containsExactly("experiments/get-by-name?experiment_name=train-vae");
  }

  @Test
  void aServerThatBreaksDownLaterDoesNotMatter() {
    MlflowTracking tracking = tracking(server.uri());
    TrainListener listener = tracking.training(config, provenance(), layout());
    listener.started(new TrainListener.Plan("r1", 2, 1, 128, 3, 24, 6000, 9));
    listener.epochDone(
        new TrainListener.Epoch(1, 24, 6000, 80, 25, 2, 1e-3, Optional.empty(), Optional.empty()));
    tracking.settle();
    server.close();
    listener.epochDone(
        new TrainListener.Epoch(2, 48, 6000, 80, 25, 2, 1e-3, Optional.empty(), Optional.empty()));
    listener.epochDone(
        new TrainListener.Epoch(3, 72, 6000, 80, 25, 2, 1e-3, Optional.empty(), Optional.empty()));
    listener.ended(Outcome.FINISHED);

    assertThat(server.sent("runs/log-batch")).hasSize(2);
    assertThat(warnings).hasSize(1);
  }

  @Test
  @Tag("long")
  void aSilentServerHoldsNobodyUp() {
    server.fallSilent();
    long start = System.nanoTime();
    train(tracking(server.uri()), 3);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(9));
    assertThat(warnings)
        .containsExactly(
            "Not tracked by MLflow at %s: no answer within 5 s".formatted(server.uri()));
  }

  @Test
  void anAddressThatIsNoServerIsComplainedOf() {
    train(tracking("sqlite:///mlruns.db"), 3);

    assertThat(warnings)
        .containsExactly(
            "Not tracked by MLflow at sqlite:///mlruns.db: expected the http or https address of"
                + " a server");
  }
}
