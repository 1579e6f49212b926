package io.trainvae.tracking;

import io.trainvae.storage.Redaction;
import java.util.Map;
import java.util.Optional;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * The tracking server, from the environment variables of MLflow's own clients.
 *
 * @param uri {@code MLFLOW_TRACKING_URI}, http or https
 * @param experiment {@code MLFLOW_EXPERIMENT_NAME}, or {@code train-vae}
 * @param user {@code MLFLOW_TRACKING_USERNAME}, or null
 * @param password {@code MLFLOW_TRACKING_PASSWORD}, or null
 * @param token {@code MLFLOW_TRACKING_TOKEN}, or null
 */
public record TrackingSettings(
    String uri, String experiment, String user, String password, String token) {

  /** Nothing when no tracking URI is set. */
  public static Optional<TrackingSettings> from(Map<String, String> environment) {
    return set(environment, "MLFLOW_TRACKING_URI")
        .map(
            uri ->
                new TrackingSettings(
                    uri.replaceAll("/+$", ""),
                    set(environment, "MLFLOW_EXPERIMENT_NAME").orElse("train-vae"),
                    set(environment, "MLFLOW_TRACKING_USERNAME").orElse(null),
                    set(environment, "MLFLOW_TRACKING_PASSWORD").orElse(null),
                    set(environment, "MLFLOW_TRACKING_TOKEN").orElse(null)));
  }

  private static Optional<String> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  boolean isHttp() {
    return uri.matches("(?i)https?://.+");
  }

  /** The URI without secrets. */
  String shownUri() {
    return Redaction.text(uri);
  }

  /** A token goes before a name and a password, as with MLflow's own clients. */
  BasicMlflowHostCreds credentials() {
    return token == null
        ? new BasicMlflowHostCreds(uri, user, password)
        : new BasicMlflowHostCreds(uri, token);
  }

  @Override
  public String toString() {
    return "TrackingSettings[uri=%s, experiment=%s]".formatted(shownUri(), experiment);
  }
}
