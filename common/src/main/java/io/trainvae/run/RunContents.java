package io.trainvae.run;

import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.config.FlatSettings;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.lease.LeasedFolder;
import io.trainvae.run.RunFolder.Start;
import io.trainvae.storage.Storage;
import io.trainvae.storage.TemporaryNames;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/** The content of a run's folder before a process begins to write to it. */
record RunContents(Storage storage, RunLayout layout) {
  /** Leases and unfinished content of the data set, latents and exported files within the run. */
  private static final Pattern PASSING =
      Pattern.compile(
          "\\.lease\\.json|\\.(data|encoded|export)\\.(lease\\.json|staging)|\\.(encoded|export)\\.replaced");

  /** Names that earlier versions gave to unfinished data sets. */
  private static final Pattern EARLIER = Pattern.compile("\\..+\\.[0-9a-f]{8}\\.(ingest|replaced)");

  /** Settings that every configuration of this program has. */
  private static final Set<String> SETTINGS = Set.of("preset", "model.latent", "train.epochs");

  private static final long LARGEST = 1 << 24;

  /**
   * @throws JobException usage, if there is something that may not be touched
   */
  void check(Start start) {
    if (!storage.exists(layout.root())) {
      return;
    }
    if (!storage.isFolder(layout.root())) {
      throw JobException.usage(
          "Cannot create run %s: it is a file, expected a folder".formatted(layout.root()));
    }
    List<Path> present =
        storage.list(layout.root()).stream().filter(path -> !isPassing(path)).toList();
    if (present.isEmpty()) {
      return;
    }
    if (!isRun(present)) {
      throw JobException.usage(
          "Cannot create run %s: the folder is not empty and holds no run (%s), expected an empty or a new one"
              .formatted(layout.root(), present.get(0).getName()));
    }
    if (start == Start.NEW) {
      throw JobException.usage(
          "Cannot create run %s: there is a run already; choose another folder, or --resume or --overwrite"
              .formatted(layout.root()));
    }
  }

  /** Files that do not show whether there is a run. */
  private static boolean isPassing(Path path) {
    return PASSING.matcher(path.getName()).matches() || isTemporary(path);
  }

  private static boolean isTemporary(Path path) {
    String name = path.getName();
    return TemporaryNames.matches(name) || EARLIER.matcher(name).matches();
  }

  /** A run that broke off early has nothing but its data set, and is one nevertheless. */
  private boolean isRun(List<Path> present) {
    List<String> early =
        Stream.of(layout.data(), layout.ingest(), layout.ingestUnderWay(), layout.former())
            .map(Path::getName)
            .toList();
    return present.stream()
            .map(Path::getName)
            .allMatch(name -> early.contains(name) || name.equals(".data.replaced"))
        || storage.exists(layout.former())
        || has(layout.config(), SETTINGS)
        || has(layout.provenance(), Set.of("run_id"));
  }

  /** Whether a settings file belongs to this program; many programs have a {@code config.yaml}. */
  private boolean has(Path file, Set<String> settings) {
    if (!storage.exists(file)) {
      return false;
    }
    try {
      String text = new String(storage.read(file, LARGEST), StandardCharsets.UTF_8);
      return FlatSettings.of(text, file.toString()).keySet().containsAll(settings);
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.DATA) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Deletes unfinished files of a killed process. Uploads are aborted folder by folder, because
   * another process may be writing the latents.
   */
  void sweep() {
    Stream.concat(layout.folders().stream(), storage.list(layout.checkpoints()).stream())
        .flatMap(folder -> storage.list(folder).stream())
        .filter(RunContents::isTemporary)
        // A file of a lease, which its holder deletes.
        .filter(path -> !path.getName().startsWith("." + LeasedFolder.FILE + LeasedFolder.REMOVED))
        .forEach(storage::delete);
    new CheckpointStore(storage, layout.checkpoints()).sweep();
    layout.parts().forEach(storage::clearUnfinishedUploads);
  }
}
