package io.trainvae.cli;

import io.trainvae.error.JobException;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunFolder.Start;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Overlap;
import io.trainvae.storage.Storage;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;

/** Options that say where a run goes, and what becomes of one that is there already. */
final class RunOptions {
  @Option(
      names = "--run",
      paramLabel = "URI",
      description = "The run's folder. Default: a new one, runs/<preset>-<time>.")
  private String run;

  @Option(
      names = "--overwrite",
      description = "Delete a previous run in that folder first; never anything else there.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Continue from the newest checkpoint in that folder, with the run's configuration if"
              + " no --preset is given. Starts from the beginning if there is none, and does"
              + " nothing if all is done, so a scheduler may always pass it.")
  private boolean resume;

  boolean resumes() {
    return resume;
  }

  Start start() {
    if (resume) {
      return Start.RESUME;
    }
    return overwrite ? Start.OVERWRITE : Start.NEW;
  }

  /**
   * @throws JobException usage
   */
  void check() {
    if (resume && overwrite) {
      throw JobException.usage(
          "Cannot use --resume together with --overwrite: expected one of them");
    }
    if (resume && run == null) {
      throw JobException.usage("Cannot use --resume without --run: expected the run to resume");
    }
  }

  /** The configuration of the run that is to be resumed. */
  Optional<Path> config(Storage storage) {
    return resume
        ? Optional.of(new RunLayout(storage.path(run)).config()).filter(storage::exists)
        : Optional.empty();
  }

  /**
   * @throws JobException usage, if a run and the data set that it reads overlap; its own is within
   *     it
   */
  static void refuseOverlap(Storage storage, Path root, Path data) {
    if (!data.equals(new RunLayout(root).data())) {
      new Overlap(storage, "run", root).refuse("the data set", data);
    }
  }

  /** The folder that was named, or a new one for the preset. */
  Path root(Context context, Storage storage, String preset) {
    return run == null
        ? RunFolder.unusedName(storage, storage.path("runs"), preset, context.clock())
        : storage.path(run);
  }
}
