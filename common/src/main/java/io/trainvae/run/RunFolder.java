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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * A run's folder from its beginning to {@code _SUCCESS}.
 *
 * <p>A run is never trained into twice by mistake: a folder that holds anything is refused, unless
 * the run there is to be overwritten or resumed; a folder that holds no run is refused even then.
 */
public final class RunFolder {
  /** What atomic writes and earlier versions' ingests call what they have not finished. */
  private static final Pattern TEMPORARY =
      Pattern.compile("\\..+\\.[0-9a-f]{8}\\.(tmp|ingest|replaced)");

  /** Leases and unfinished content of the data set and the latents within the run. */
  private static final Pattern PASSING =
      Pattern.compile("\\.lease\\.json|\\.(data|encoded)\\.(lease\\.json|staging|replaced)");

  private final Storage storage;
  private final RunLayout layout;
  private final FormerRun former;
  private boolean cleared;

  private RunFolder(Storage storage, RunLayout layout) {
    this.storage = storage;
    this.layout = layout;
    this.former = new FormerRun(storage, layout);
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

  /** What may stand in a folder that is to be trained into. */
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
    folder.mayBegin(start);
    storage.preflightWrite(root);
    return folder;
  }

  /**
   * Takes hold of the folder, looks once more what is there, and deletes what a killed process left
   * unfinished.
   *
   * @param notice gets one line if that takes some time
   * @throws JobException usage, if somebody else's files have come meanwhile; storage, if another
   *     process writes to the run
   */
  public Lease claim(Start start, Consumer<String> notice) {
    Lease lease = Lease.acquire(storage, layout.leased(), notice);
    try {
      mayBegin(start);
      // Other processes may write these beside a training, each under its own lease.
      Lease.refuseWhileHeld(
          storage, LeasedFolder.output(storage, "data set", layout.data()), notice);
      Lease.refuseWhileHeld(
          storage, LeasedFolder.output(storage, "encoding", layout.encoded()), notice);
      sweep();
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
          "Cannot use %s as a trained run: its training %s after %d %s; train --resume goes on%s"
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

  /** Writes down what is about to be done. */
  public void begin(RunConfig config, Provenance provenance) {
    ConfigWriter.write(storage, layout.config(), config);
    JsonFiles.write(storage, layout.provenance(), provenance);
  }

  /**
   * Writes down that a training goes on, and takes away what was made of an earlier state of its
   * model, and figures of epochs that are to be trained again.
   *
   * @param epochs that are done
   */
  public void resume(int epochs, RunConfig config, Provenance process) {
    storage.delete(layout.success());
    storage.delete(layout.summary());
    storage.delete(layout.model());
    storage.delete(layout.encoded());
    new MetricsFile(storage, layout.metrics()).truncate(epochs);
    boolean begun = storage.exists(layout.provenance());
    begin(config, begun ? provenance().continuedBy(process) : process);
  }

  /** Writes down settings that do not matter to what was trained. */
  public void reconfigure(RunConfig config) {
    ConfigWriter.write(storage, layout.config(), config);
  }

  /** Whether it has a model, and figures of a training that is done. */
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

  /** Puts back what {@link #clear} set aside, if the new run has no checkpoint to go on from. */
  public void restoreFormer() {
    if (cleared && new CheckpointStore(storage, layout.checkpoints()).isEmpty()) {
      former.restore();
    }
  }

  /**
   * Deletes what a killed process left unfinished. Uploads are given up part by part, because
   * another process may be writing the latents.
   */
  private void sweep() {
    List<Path> folders = List.of(layout.root(), layout.metrics(), layout.images(), layout.model());
    for (Path folder : folders) {
      storage.list(folder).stream()
          .filter(path -> TEMPORARY.matcher(path.getName()).matches())
          .forEach(storage::delete);
    }
    new CheckpointStore(storage, layout.checkpoints()).sweep();
    layout.parts().forEach(storage::clearUnfinishedUploads);
  }

  /**
   * @throws JobException failed, if the model is not this one any more
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

  private void mayBegin(Start start) {
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

  /** What says nothing of whether there is a run. */
  private boolean isPassing(Path path) {
    String name = path.getName();
    return PASSING.matcher(name).matches() || TEMPORARY.matcher(name).matches();
  }

  /** A run that broke off early has nothing but its data set, and is one nevertheless. */
  private boolean isRun(List<Path> present) {
    List<String> early =
        Stream.of(layout.data(), layout.ingest(), layout.ingestUnderWay(), layout.former())
            .map(Path::getName)
            .toList();
    return storage.exists(layout.config())
        || present.stream().allMatch(path -> early.contains(path.getName()));
  }
}
