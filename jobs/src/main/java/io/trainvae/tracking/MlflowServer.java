package io.trainvae.tracking;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.FlatSettings;
import io.trainvae.config.RunConfig;
import io.trainvae.metrics.Outcome;
import io.trainvae.run.Provenance;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;

/** Requests to the tracking server, through MLflow's own client. Every method may throw. */
final class MlflowServer {
  /** The limit of servers before 2.8; later ones accept more. */
  private static final int LONGEST_PARAM = 500;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TrackingSettings settings;
  private MlflowClient client;

  MlflowServer(TrackingSettings settings) {
    this.settings = settings;
  }

  /** Creates a run with its parameters and tags. Creates the experiment if it does not exist. */
  TrackedRun begin(String name, RunConfig config, Provenance provenance, RunLayout layout) {
    String experiment = experiment();
    CreateRun.Builder request =
        CreateRun.newBuilder()
            .setExperimentId(experiment)
            .setRunName(name)
            .setStartTime(System.currentTimeMillis());
    tags(name, provenance, layout)
        .forEach((key, value) -> request.addTags(RunTag.newBuilder().setKey(key).setValue(value)));
    RunInfo run = client().createRun(request.build());
    client().logBatch(run.getRunId(), List.of(), params(config), List.of());
    return new TrackedRun(settings.shownUri(), experiment, run.getRunId());
  }

  /**
   * @param step the epoch
   */
  void log(String runId, Map<String, Double> figures, int step) {
    long now = System.currentTimeMillis();
    List<Metric> metrics =
        figures.entrySet().stream()
            .map(
                figure ->
                    Metric.newBuilder()
                        .setKey(figure.getKey())
                        .setValue(figure.getValue())
                        .setTimestamp(now)
                        .setStep(step)
                        .build())
            .toList();
    client().logBatch(runId, metrics, List.of(), List.of());
  }

  /** Marks a run that had ended as running again. */
  void goOn(String runId) {
    client()
        .sendPost(
            "runs/update",
            JSON.createObjectNode().put("run_id", runId).put("status", "RUNNING").toString());
  }

  /** MLflow knows no early stopping, so that a tag says what its own status cannot. */
  void end(String runId, Outcome outcome) {
    client().setTag(runId, "outcome", outcome.id());
    client().setTerminated(runId, status(outcome), System.currentTimeMillis());
  }

  private static RunStatus status(Outcome outcome) {
    return switch (outcome) {
      case FINISHED, STOPPED_EARLY -> RunStatus.FINISHED;
      case INTERRUPTED -> RunStatus.KILLED;
      case FAILED -> RunStatus.FAILED;
    };
  }

  private MlflowClient client() {
    if (client == null) {
      if (!settings.isHttp()) {
        throw new IllegalArgumentException("expected the http or https address of a server");
      }
      client = new MlflowClient(settings.credentials());
    }
    return client;
  }

  private String experiment() {
    return client()
        .getExperimentByName(settings.experiment())
        .map(present -> present.getExperimentId())
        .orElseGet(() -> client().createExperiment(settings.experiment()));
  }

  private static List<Param> params(RunConfig config) {
    return FlatSettings.of(ConfigWriter.toYaml(config), "the configuration").entrySet().stream()
        .map(
            setting ->
                Param.newBuilder()
                    .setKey(setting.getKey())
                    .setValue(shortened(setting.getValue()))
                    .build())
        .toList();
  }

  private static String shortened(String value) {
    return value.length() <= LONGEST_PARAM ? value : value.substring(0, LONGEST_PARAM);
  }

  private static Map<String, String> tags(String name, Provenance provenance, RunLayout layout) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.runName", name);
    tags.put("mlflow.user", System.getProperty("user.name"));
    tags.put("mlflow.source.type", "JOB");
    tags.put("mlflow.source.name", "train-vae");
    if (provenance.commit() != null) {
      tags.put("mlflow.source.git.commit", provenance.commit());
    }
    tags.put("run", Redaction.text(layout.root().toString()));
    tags.put("report", Redaction.text(layout.report().toString()));
    tags.put("data", provenance.data());
    tags.put("data set", provenance.dataset().name());
    return tags;
  }
}
