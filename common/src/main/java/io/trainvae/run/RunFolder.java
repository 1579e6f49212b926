package io.trainvae.run;

import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import io.trainvae.metrics.Summary;
import io.trainvae.storage.Storage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;

/**
 * A run's folder from its beginning to {@code _SUCCESS}.
 *
 * <p>A run is never trained into twice by mistake: a folder that holds anything is refused. With
 * {@code overwrite} a previous run is deleted first, but nothing else that stands in the folder; a
 * folder that holds no run is refused even then.
 */
public final class RunFolder {
  private final Storage storage;
  private final RunLayout layout;

  private RunFolder(Storage storage, RunLayout layout) {
    this.storage = storage;
    this.layout = layout;
  }

  /** A name that is not taken: {@code <parent>/<preset>-<yyyyMMdd-HHmmss>}. */
  public static Path unusedName(Storage storage, Path parent, String preset, Clock clock) {
    Path first = new Path(parent, "%s-%s".formatted(preset, RunId.time(clock)));
    Path name = first;
    for (int i = 2; storage.exists(name); i++) {
      name = new Path(parent, "%s-%d".formatted(first.getName(), i));
    }
    return name;
  }

  /**
   * Makes sure of a folder for a new run.
   *
   * @throws JobException usage, when it holds something that may not be deleted
   */
  public static RunFolder create(Storage storage, Path root, boolean overwrite) {
    RunFolder folder = new RunFolder(storage, new RunLayout(root));
    storage.preflightReach(root);
    if (storage.exists(root)) {
      folder.makeRoom(overwrite);
    }
    storage.preflightWrite(root);
    storage.clearUnfinishedUploads(root);
    return folder;
  }

  /**
   * The folder of a run that was trained.
   *
   * @throws JobException usage, when it holds none
   */
  public static RunFolder open(Storage storage, Path root) {
    RunFolder folder = new RunFolder(storage, new RunLayout(root));
    for (Path needed : List.of(folder.layout.config(), folder.layout.model())) {
      if (!storage.exists(needed)) {
        throw JobException.usage(
            "Cannot use %s as a trained run: it has no %s".formatted(root, needed.getName()));
      }
    }
    return folder;
  }

  public RunLayout layout() {
    return layout;
  }

  /** Writes down what is about to be done. */
  public void begin(RunConfig config, Provenance provenance) {
    ConfigWriter.write(storage, layout.config(), config);
    RunFiles.write(storage, layout.provenance(), provenance);
  }

  /**
   * Takes back what {@link #begin} wrote, so that the folder is free for another try; does nothing
   * once there are results.
   */
  public void withdraw() {
    Set<String> begun = Set.of(layout.config().getName(), layout.provenance().getName());
    List<Path> present = storage.list(layout.root());
    boolean untouched =
        present.stream()
            .map(Path::getName)
            .allMatch(name -> begun.contains(name) || name.equals(layout.data().getName()));
    if (untouched) {
      storage.delete(layout.provenance());
      storage.delete(layout.config());
    }
  }

  public Provenance provenance() {
    return RunFiles.read(storage, layout.provenance(), Provenance.class);
  }

  public Summary summary() {
    return SummaryFile.read(storage, layout.summary());
  }

  /** Says that the run is no longer complete. Called before anything in it changes. */
  public void unmarkSuccess() {
    storage.delete(layout.success());
  }

  /**
   * Says that the run is complete: in the summary, then with {@code _SUCCESS}, which is written
   * last.
   */
  public Summary markSuccess() {
    Summary complete = summary().withStatus("complete");
    SummaryFile.write(storage, layout.summary(), complete);
    storage.writeAtomically(layout.success(), new byte[0]);
    return complete;
  }

  private void makeRoom(boolean overwrite) {
    if (!storage.isFolder(layout.root())) {
      throw JobException.usage(
          "Cannot create run %s: it is a file, expected a folder".formatted(layout.root()));
    }
    List<Path> present = storage.list(layout.root());
    if (present.isEmpty()) {
      return;
    }
    if (!isRun(present)) {
      throw JobException.usage(
          "Cannot create run %s: the folder is not empty and holds no run (%s), expected an empty or a new one"
              .formatted(layout.root(), present.get(0).getName()));
    }
    if (!overwrite) {
      throw JobException.usage(
          "Cannot create run %s: there is a run already; choose another folder, or --overwrite"
              .formatted(layout.root()));
    }
    deletePreviousRun();
  }

  private void deletePreviousRun() {
    // The mark goes first and the configuration last, so that a broken-off deletion still looks
    // like a run.
    List<Path> parts = new ArrayList<>();
    parts.add(layout.success());
    parts.add(layout.summary());
    parts.add(layout.metrics());
    parts.add(layout.checkpoints());
    parts.add(layout.model());
    parts.add(layout.images());
    parts.add(layout.report());
    parts.add(layout.provenance());
    parts.add(layout.encoded());
    parts.add(layout.tracking());
    parts.add(layout.config());
    parts.forEach(storage::delete);
  }

  /** A run that broke off early has nothing but its data set, and is one nevertheless. */
  private boolean isRun(List<Path> present) {
    return storage.exists(layout.config())
        || present.stream().allMatch(path -> path.getName().equals(layout.data().getName()));
  }
}
