package io.trainvae.run;

import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.storage.Storage;
import io.trainvae.storage.TemporaryNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.Path;

/**
 * A run that is being overwritten. It is kept in {@code .former} until the new run has a model, so
 * that after a crash one of the two is complete. The data set is not part of it.
 *
 * <p>Object stores copy to rename; on them, the former run is deleted when the new training begins.
 */
final class FormerRun {
  /**
   * Marks the former run as completely moved, so that the run's folder now belongs to the new run.
   */
  private static final String COMPLETE = "complete";

  private final Storage storage;
  private final RunLayout layout;

  FormerRun(Storage storage, RunLayout layout) {
    this.storage = storage;
    this.layout = layout;
  }

  /**
   * Completes what a killed process started: undoes an incomplete move, and deletes a former run
   * whose successor is trained.
   *
   * @param trained whether the run in the folder itself is trained
   */
  void settle(BooleanSupplier trained) {
    if (!storage.exists(layout.former())) {
      return;
    }
    if (!isComplete()) {
      moveBack();
    } else if (trained.getAsBoolean()) {
      discard();
    }
  }

  /** Clears the run's folder for a new run. */
  void setAside() {
    boolean worthless = !storage.exists(layout.former()) && !hasWork();
    // The former run is complete, and the new run next to it was interrupted.
    if (worthless || isComplete() || !storage.renamesAtOnce(layout.root())) {
      parts().forEach(storage::delete);
      return;
    }
    storage.makeFolder(layout.former());
    parts().forEach(part -> storage.rename(part, in(part)));
    storage.writeDurably(mark(), new byte[0]);
  }

  /** Moves the former run back in place of the new one; does nothing if there is none. */
  void restore() {
    if (!isComplete()) {
      return;
    }
    parts().forEach(storage::delete);
    storage.delete(mark());
    moveBack();
  }

  private void moveBack() {
    parts().stream()
        .filter(part -> !storage.exists(part))
        .forEach(part -> storage.rename(in(part), part));
    storage.deleteIfEmpty(layout.former());
  }

  /** Whether it contains a model or checkpoints. */
  private boolean hasWork() {
    return storage.exists(layout.model())
        || !new CheckpointStore(storage, layout.checkpoints()).isEmpty();
  }

  void discard() {
    // In one step, so that a crash leaves nothing that looks like a former run.
    Path temporary = new Path(layout.root(), TemporaryNames.of("former"));
    if (storage.exists(layout.former()) && storage.rename(layout.former(), temporary)) {
      storage.delete(temporary);
    }
  }

  /** A hint for a process that needs a model and finds none; empty if there is no former run. */
  String hint() {
    return isComplete()
        ? "; the run that it was to replace is whole in " + layout.former().getName()
        : "";
  }

  private boolean isComplete() {
    return storage.exists(mark());
  }

  private Path mark() {
    return new Path(layout.former(), COMPLETE);
  }

  private Path in(Path part) {
    return new Path(layout.former(), part.getName());
  }

  /** The mark of success goes first and the configuration last: halves still look like a run. */
  private List<Path> parts() {
    List<Path> all = new ArrayList<>(layout.parts());
    all.addAll(all.size() - 1, List.of(layout.encoded(), layout.exported()));
    return all;
  }
}
