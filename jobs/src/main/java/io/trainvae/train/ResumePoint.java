package io.trainvae.train;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.checkpoint.Origin;
import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * The position and state from which a training resumes.
 *
 * @param config with the run's own number of workers, where none was asked for
 * @param start empty to begin at the beginning
 * @param trained whether all epochs are done
 */
public record ResumePoint(RunConfig config, Optional<Checkpoint> start, boolean trained) {

  public static ResumePoint fromTheBeginning(RunConfig config) {
    return new ResumePoint(config, Optional.empty(), false);
  }

  /**
   * Looks for the newest checkpoint that can be used.
   *
   * @param notice receives one line for each damaged checkpoint
   * @throws JobException usage or data, when the run was begun with another configuration or data
   *     set
   */
  public static ResumePoint find(
      Storage storage,
      RunFolder run,
      RunConfig given,
      DatasetInfo dataset,
      Consumer<String> notice) {
    return run.isTrained()
        ? ofTrained(storage, run, given, dataset, notice)
        : ofCheckpoints(storage, run, given, dataset, notice);
  }

  private static ResumePoint ofTrained(
      Storage storage,
      RunFolder run,
      RunConfig given,
      DatasetInfo dataset,
      Consumer<String> notice) {
    Path root = run.layout().root();
    RunConfig own = new ConfigLoader(storage).read(run.layout().config(), List.of());
    RunConfig config = withWorkers(given, Optional.of(own.train().workers()));
    Origin.of(own, run.provenance().dataset())
        .withWorkers(config.train().workers())
        .grownTo(Origin.of(config, dataset))
        .mustEqual(Origin.of(config, dataset), root);
    if (own.train().epochs() == config.train().epochs()) {
      return new ResumePoint(config, Optional.empty(), true);
    }
    ResumePoint found = ofCheckpoints(storage, run, config, dataset, notice);
    if (found.start().isEmpty()) {
      throw JobException.usage(
          "Cannot resume %s: it is trained, and has no checkpoint to continue from; --overwrite starts again"
              .formatted(root));
    }
    return found;
  }

  /**
   * Looks for the newest checkpoint that can be used, also of a run that is trained.
   *
   * @param notice receives a line for each damaged one
   * @throws JobException usage or data, when the run was begun with another configuration or data
   *     set
   */
  public static ResumePoint ofCheckpoints(
      Storage storage,
      RunFolder run,
      RunConfig given,
      DatasetInfo dataset,
      Consumer<String> notice) {
    CheckpointStore store = new CheckpointStore(storage, run.layout().checkpoints());
    RunConfig config = withWorkers(given, store.workers());
    Shape image = dataset.image();
    Optional<Checkpoint> start =
        store.newest(
            Origin.of(config, dataset),
            () -> new ParameterLayout(config.model(), image).total(),
            notice);
    start.ifPresent(checkpoint -> refuseFewerEpochs(run, config, checkpoint));
    start.ifPresent(checkpoint -> tellOfOtherWorkers(config, checkpoint, notice));
    start.ifPresent(checkpoint -> tellOfGrowth(config, dataset, checkpoint, notice));
    return new ResumePoint(config, start, false);
  }

  private static RunConfig withWorkers(RunConfig given, Optional<Integer> earlier) {
    return given.train().workers() > 0 ? given : earlier.map(given::withWorkers).orElse(given);
  }

  private static void tellOfOtherWorkers(
      RunConfig config, Checkpoint last, Consumer<String> notice) {
    int then = last.origin().workers();
    int now = config.train().workers();
    if (now != then) {
      notice.accept(
          "Goes on with train.workers %d, was %d: other figures than with %d in all epochs"
              .formatted(now, then, then));
    }
  }

  private static void tellOfGrowth(
      RunConfig config, DatasetInfo dataset, Checkpoint last, Consumer<String> notice) {
    Origin now = Origin.of(config, dataset);
    if (!now.dataset().equals(last.origin().dataset())) {
      notice.accept(
          "Goes on with a data set that grew: %,d training %s in %d parts"
              .formatted(dataset.trainImages(), dataset.items(), dataset.parts().size()));
    }
  }

  private static void refuseFewerEpochs(RunFolder run, RunConfig config, Checkpoint last) {
    int wanted = config.train().epochs();
    int begun = last.at().epochs() + (last.at().betweenEpochs() ? 0 : 1);
    if (wanted < begun) {
      throw JobException.usage(
          "Cannot resume %s with train.epochs %d: it is in epoch %d already"
              .formatted(run.layout().root(), wanted, begun));
    }
  }
}
