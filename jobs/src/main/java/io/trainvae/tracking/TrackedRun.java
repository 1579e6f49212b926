package io.trainvae.tracking;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trainvae.error.JobException;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * {@code <run>/mlflow.json}: the name that the tracking server gave to a run, for the steps after
 * the training.
 *
 * @param trackingUri without credentials
 */
record TrackedRun(
    @JsonProperty("tracking_uri") String trackingUri,
    @JsonProperty("experiment_id") String experimentId,
    @JsonProperty("run_id") String runId) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  void write(Storage storage, RunLayout layout) {
    try {
      storage.writeAtomically(layout.tracking(), JSON.writeValueAsBytes(this));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Nothing when the training was not tracked. */
  static Optional<TrackedRun> read(Storage storage, RunLayout layout) {
    if (!storage.exists(layout.tracking())) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(storage.read(layout.tracking()), TrackedRun.class));
    } catch (IOException e) {
      throw JobException.data("Cannot read %s as JSON".formatted(layout.tracking()), e);
    }
  }
}
