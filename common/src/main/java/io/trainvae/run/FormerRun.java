package io.trainvae.run;

import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * A run that is being overwritten. It stands in {@code .former} until the new one has a model, so
 * that after a crash one of the two is whole. The data set is not part of it.
 *
 * <p>Object stores copy what they rename; there, the former run is deleted when the new one begins
 * to train.
 */
final class FormerRun {
  /** Says that all of it is here, and that what stands in the run's folder is the new one. */
  private static final String COMPLETE = "complete";

  private final Storage storage;
  private final RunLayout layout;

  FormerRun(Storage storage, RunLayout layout) {
    this.storage = storage;
    this.layout = layout;
  }

  /** Clears the run's folder for a new run. */
  void setAside() {
    boolean worthless = !storage.exists(layout.model()) && !storage.exists(layout.former());
    // Beside a complete former run stands a new one that broke off.
    if (worthless || isComplete() || !storage.renamesAtOnce(layout.root())) {
      parts().forEach(storage::delete);
      return;
    }
    storage.makeFolder(layout.former());
    parts().forEach(part -> storage.rename(part, in(part)));
    storage.writeDurably(mark(), new byte[0]);
  }

  /** Puts the former run back in the place of the new one; does nothing if there is none. */
  void restore() {
    if (!isComplete()) {
      return;
    }
    parts().forEach(storage::delete);
    storage.delete(mark());
    parts().forEach(part -> storage.rename(in(part), part));
    storage.delete(layout.former());
  }

  void discard() {
    String random = UUID.randomUUID().toString().substring(0, 8);
    // In one step, so that a crash leaves nothing that looks like a former run.
    Path temporary = new Path(layout.root(), ".former.%s.tmp".formatted(random));
    if (storage.exists(layout.former()) && storage.rename(layout.former(), temporary)) {
      storage.delete(temporary);
    }
  }

  /** For whoever looks for a model and finds none; empty if there is no former run. */
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
    all.add(all.size() - 1, layout.encoded());
    return all;
  }
}
