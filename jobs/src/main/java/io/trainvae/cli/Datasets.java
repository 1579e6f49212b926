package io.trainvae.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** Looks at a Parquet data set before a job is started on it. */
final class Datasets {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private Datasets() {}

  /**
   * @throws JobException storage, when it cannot be read; data, when it is no data set
   */
  static DatasetInfo info(Storage storage, Path root) {
    storage.preflightRead(root);
    Path file = new Path(root, "dataset.json");
    if (!storage.exists(file)) {
      throw JobException.data(
          "Cannot use %s as a data set: it has no dataset.json, expected what \"train-vae ingest\" writes"
              .formatted(root));
    }
    try {
      return JSON.readValue(storage.read(file), DatasetInfo.class);
    } catch (IOException e) {
      String problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw JobException.data("Cannot read %s: %s".formatted(file, problem), e);
    }
  }
}
