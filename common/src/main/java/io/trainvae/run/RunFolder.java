package io.trainvae.run;

import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.storage.Storage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * A run's folder from its beginning to {@code _SUCCESS}.
 *
 * <p>A run is never trained into twice by mistake: a folder that holds anything is refused, unless
 * the run there is to be overwritten or resumed; a folder that holds no run is refused even then.
 */
public final class RunFolder {
  /** What atomic writes and ingests call the files and folders that they have not finished. */
  private static final Pattern TEMPORARY =
      Pattern.compile("\\..+\\.[0-9a-f]{8}\\.(tmp|ingest|replaced)");

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
   * Makes sure of a folder to train into. Changes nothing there.
   *
   * @throws JobException usage, when it holds something that may not be touched; storage, when
   *     nothing can be written there
   */
  public static RunFolder choose(Storage storage, Path root, Start start) {
    RunFolder folder = new RunFolder(storage, new RunLayout(root));
    storage.preflightReach(root);
    if (storage.exists(root)) {
      folder.mayBegin(start);
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
    folder.require(folder.layout.config());
    folder.refuseUnfinished();
    folder.require(folder.layout.model());
    return folder;
  }

  private void require(Path needed) {
    if (!storage.exists(needed)) {
      throw JobException.usage(
          "Cannot use %s as a trained run: it has no %s"
              .formatted(layout.root(), needed.getName()));
    }
  }

  private void refuseUnfinished() {
    if (!storage.exists(layout.summary())) {
      return;
    }
    Summary summary = summary();
    if (!summary.trained()) {
      throw JobException.usage(
          "Cannot use %s as a trained run: its training %s after %d %s; train --resume goes on"
              .formatted(
                  layout.root(),
                  summary.outcome() == Outcome.FAILED ? "failed" : "was interrupted",
                  summary.epochs(),
                  summary.epochs() == 1 ? "epoch" : "epochs"));
    }
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

  /** Writes down what its own data set is asked to be. */
  public void writeIngest(Map<String, String> request) {
    RunFiles.write(storage, layout.ingest(), request);
  }

  /** What {@link #writeIngest} wrote, if it did. */
  public Optional<Map<String, String>> ingest() {
    if (!storage.exists(layout.ingest())) {
      return Optional.empty();
    }
    Map<String, String> request = new TreeMap<>();
    RunFiles.read(storage, layout.ingest(), Map.class)
        .forEach((key, value) -> request.put(key.toString(), String.valueOf(value)));
    return Optional.of(request);
  }

  /** Deletes a previous run and nothing else; its data set stays. */
  public void clear() {
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

  /** Deletes what a killed process left unfinished. For the holder of the run's lease. */
  public void sweep() {
    List<Path> folders = List.of(layout.root(), layout.metrics(), layout.images(), layout.model());
    for (Path folder : folders) {
      storage.list(folder).stream()
          .filter(path -> TEMPORARY.matcher(path.getName()).matches())
          .forEach(storage::delete);
    }
    new CheckpointStore(storage, layout.checkpoints()).sweep();
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

  private void mayBegin(Start start) {
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
    return path.getName().equals(layout.lease().getName())
        || TEMPORARY.matcher(path.getName()).matches();
  }

  /** A run that broke off early has nothing but its data set, and is one nevertheless. */
  private boolean isRun(List<Path> present) {
    List<String> early = List.of(layout.data().getName(), layout.ingest().getName());
    return storage.exists(layout.config())
        || present.stream().allMatch(path -> early.contains(path.getName()));
  }
}
