package io.trainvae.cli;

import io.trainvae.storage.Storage;
import java.util.Map;
import java.util.function.Function;

/**
 * What commands work with: storage at once, and Spark once their arguments are known to be usable.
 */
interface JobRunner {

  /** File systems as Spark's own configuration has them. */
  Storage storage();

  /** Variables that say who is to be told of a training beside the terminal. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** Runs jobs, and leaves nothing running. */
  <T> T run(String application, Function<Jobs, T> work);
}
