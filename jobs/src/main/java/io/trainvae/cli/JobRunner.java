package io.trainvae.cli;

import io.trainvae.storage.Storage;
import java.util.Map;
import java.util.function.Function;

/** Gives commands the storage at once, and a Spark session after their arguments were checked. */
interface JobRunner {

  /** File systems as Spark's own configuration has them. */
  Storage storage();

  /** Variables that configure an additional tracking server. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** Runs jobs, and leaves nothing running. */
  <T> T run(String application, Function<Jobs, T> work);
}
