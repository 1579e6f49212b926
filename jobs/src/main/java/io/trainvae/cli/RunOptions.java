package io.trainvae.cli;

import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** Options that say where a new run goes. */
final class RunOptions {
  @Option(
      names = "--run",
      paramLabel = "URI",
      description = "The new run's folder. Default: runs/<preset>-<time>.")
  private String run;

  @Option(
      names = "--overwrite",
      description = "Delete a previous run in that folder first; never anything else there.")
  private boolean overwrite;

  boolean overwrite() {
    return overwrite;
  }

  /** The folder that was named, or a new one for the preset. */
  Path root(Context context, Storage storage, String preset) {
    return run == null
        ? RunFolder.unusedName(storage, storage.path("runs"), preset, context.clock())
        : storage.path(run);
  }
}
