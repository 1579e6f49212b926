package io.trainvae.run;

import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import io.trainvae.lease.Lease;
import io.trainvae.lease.LeasedFolder;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.storage.JsonFiles;
import io.trainvae.storage.Storage;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * A run's folder from its beginning to {@code _SUCCESS}.
 *
 * <p>A run is never trained into twice by mistake: a folder that holds anything is refused, unless
 * the run there is to be overwritten or resumed; a folder that holds no run is refused even then.
 */
public final class RunFolder {
  private final Storage storage;
  private final RunLayout layout;
  private final FormerRun former;
  private final RunContents contents;
  private boolean cleared;

  private RunFolder(Storage storage, RunLayout layout) {
    this.storage = storage;
    this.layout = layout;
    this.former = new FormerRun(storage, layout);
    this.contents = new RunContents(storage, layout);
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

  /** The allowed content of a folder that will be trained into. */
  public enum Start {
    /** Nothing. */
    NEW,
    /** A run, which is deleted. */
    OVERWRITE,
    /** A run, which is continued. */
    RESUME
  }

  /**
   * Looks whether a folder may be trained into. Changes nothing there.
   *
   * @throws JobException usage, if it holds something that may not be touched; storage, if nothing
   *     can be written there
   */
  public static RunFolder choose(Storage storage, Path root, Start start) {
    RunFolder folder = new RunFolder(storage, new RunLayout(root));
    storage.preflightReach(root);
    folder.contents.check(start);
    storage.preflightWrite(root);
    return folder;
  }

  /**
   * Takes the lease of the folder, checks its content again, and completes or deletes what a killed
   * process left unfinished.
   *
   * @param notice gets one line if that takes some time
   * @throws JobException usage, if somebody else's files have appeared meanwhile; storage, if
   *     another process writes to the run
   */
  public Lease claim(Start start, Consumer<String> notice) {
    Lease lease = Lease.acquire(storage, layout.leased(), notice);
    try {
      contents.check(start);
      // Other processes may write these during a training, each under its own lease.
      Lease.refuseWhileHeld(
          storage, LeasedFolder.output(storage, "data set", layout.data()), notice);
      Lease.refuseWhileHeld(
          storage, LeasedFolder.output(storage, "encoding", layout.encoded()), notice);
      Lease.refuseWhileHeld(
          storage, LeasedFolder.output(storage, "export", layout.exported()), notice);
      former.settle(this::isTrained);
      contents.sweep();
      return lease;
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  /**
   * The folder of a run that was trained.
   *
   * @throws JobException usage, when it holds none
   */
  public static RunFolder open(Storage storage, Path root) {
    RunFolder folder = new RunFolder(storage, new RunLayout(root));
    folder.require(folder.layout.config());
    folder.refuseUnfinished();
    folder.require(folder.layout.model());
    return folder;
  }

  private void require(Path needed) {
    if (!storage.exists(needed)) {
      throw JobException.usage(
          "Cannot use %s as a trained run: it has no %s%s"
              .formatted(layout.root(), needed.getName(), former.hint()));
    }
  }

  private void refuseUnfinished() {
    if (!storage.exists(layout.summary())) {
      return;
    }
    Summary summary = summary();
    if (!summary.trained()) {
      throw JobException.usage(
          "Cannot use %s as a trained run: its training %s after %d %s; train --resume continues%s"
              .formatted(
                  layout.root(),
                  summary.outcome() == Outcome.FAILED ? "failed" : "was interrupted",
                  summary.epochs(),
                  summary.epochs() == 1 ? "epoch" : "epochs",
                  former.hint()));
    }
  }

  public RunLayout layout() {
    return layout;
  }

  /** Records the configuration of a new run. */
  public void begin(RunConfig config, Provenance provenance) {
    ConfigWriter.write(storage, layout.config(), config);
    JsonFiles.write(storage, layout.provenance(), provenance);
  }

  /**
   * Records that a training continues, and deletes the results of an earlier state of its model and
   * the figures of epochs that will be trained again.
   *
   * @param epochs that are done
   */
  public void resume(int epochs, RunConfig config, Provenance process) {
    storage.delete(layout.success());
    storage.delete(layout.summary());
    storage.delete(layout.model());
    storage.delete(layout.encoded());
    storage.delete(layout.exported());
    new MetricsFile(storage, layout.metrics()).truncate(epochs);
    boolean begun = storage.exists(layout.provenance());
    begin(config, begun ? provenance().continuedBy(process) : process);
  }

  /**
   * Records settings that do not affect the training. Results made with the former settings become
   * invalid, so that a process killed now does not leave them as if they were made with the new
   * ones.
   *
   * @param evaluated whether its test figures were made with these settings
   */
  public void reconfigure(RunConfig config, boolean evaluated) {
    storage.delete(layout.success());
    if (!evaluated) {
      SummaryFile.write(storage, layout.summary(), summary().withTest(null).withStatus("trained"));
    }
    ConfigWriter.write(storage, layout.config(), config);
  }

  /** Whether it has a model, and figures of a finished training. */
  public boolean isTrained() {
    return storage.exists(layout.model())
        && storage.exists(layout.summary())
        && summary().trained();
  }

  public boolean isComplete() {
    return storage.exists(layout.success());
  }

  /** The data set that it began with, if it began. */
  public Optional<Path> earlierData() {
    return storage.exists(layout.provenance())
        ? Optional.of(new Path(provenance().data()))
        : Optional.empty();
  }

  /**
   * Sets a previous run aside, and nothing else; its data set stays. It is kept until {@link
   * #discardFormer}.
   */
  public void clear() {
    former.setAside();
    cleared = true;
  }

  /** Deletes what {@link #clear} set aside. Called when the new run has a model. */
  public void discardFormer() {
    former.discard();
  }

  /** Restores what {@link #clear} moved away, if the new run has no checkpoint to continue from. */
  public void restoreFormer() {
    if (cleared && new CheckpointStore(storage, layout.checkpoints()).isEmpty()) {
      former.restore();
    }
  }

  /**
   * @throws JobException failed, if the run now has another model
   */
  void requireModel(String parametersSha256) {
    String now = storage.exists(layout.summary()) ? summary().parametersSha256() : null;
    if (!parametersSha256.equals(now)) {
      throw JobException.failed(
          "Cannot write to run %s: its model was replaced meanwhile (parameters %s, were %s)"
              .formatted(layout.root(), now == null ? "none" : now, parametersSha256));
    }
  }

  public Provenance provenance() {
    return JsonFiles.read(storage, layout.provenance(), Provenance.class);
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
    storage.writeDurably(layout.success(), new byte[0]);
    return complete;
  }
}
