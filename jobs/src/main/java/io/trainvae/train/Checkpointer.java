package io.trainvae.train;

import io.trainvae.averaging.AveragedTraining;
import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.checkpoint.Origin;
import io.trainvae.checkpoint.Position;
import io.trainvae.checkpoint.Resumable;
import io.trainvae.checkpoint.StateFiles;
import io.trainvae.config.RunConfig.Checkpoints;
import io.trainvae.error.JobException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Takes checkpoints of a training. */
final class Checkpointer implements StateBackup {
  private final CheckpointStore store;
  private final Checkpoints settings;
  private final Origin origin;
  private final String images;
  private final EpochHistory history;
  private final List<Resumable> controls;
  private final RunGuard guard;
  private StateFiles last;

  /**
   * @param origin the configuration and data set with which the training began
   * @param images checksum of the training images
   * @param controls the early stopping and schedule whose states every checkpoint contains
   */
  Checkpointer(
      CheckpointStore store,
      Checkpoints settings,
      Origin origin,
      String images,
      EpochHistory history,
      List<Resumable> controls,
      RunGuard guard) {
    this.store = store;
    this.settings = settings;
    this.origin = origin;
    this.images = images;
    this.history = history;
    this.controls = controls;
    this.guard = guard;
  }

  /**
   * Puts history and controls where they were.
   *
   * @throws JobException data, when the images are others
   */
  void restore(Checkpoint from) {
    // The order in which the images are distributed. It changes with the number of workers and of
    // images.
    boolean sameOrder =
        from.origin().workers() == origin.workers()
            && from.origin().dataset().equals(origin.dataset());
    if (sameOrder && !from.images().equals(images)) {
      throw JobException.data(
          "Cannot resume on other training images: checksum %s, was %s"
              .formatted(images, from.images()));
    }
    last = from.state();
    history.restore(from.history());
    for (Resumable control : controls) {
      Optional.ofNullable(from.controls().get(control.name())).ifPresent(control::restore);
    }
  }

  @Override
  public boolean copiesToDriver() {
    return false;
  }

  /** Whether the settings ask for a checkpoint here, or the training is to stop. */
  @Override
  public boolean isDue(Position at) {
    guard.check();
    boolean due = settings.everyRounds() > 0 && at.rounds() % settings.everyRounds() == 0;
    return due || guard.stopRequested();
  }

  @Override
  public boolean takeWithinEpoch(Position at, double seconds, AveragedTraining training) {
    boolean stop = guard.stopRequested();
    guard.verify();
    take(at, seconds, training);
    return !stop;
  }

  @Override
  public void take(Position at, double seconds, AveragedTraining training) {
    last = training.save(store.begin(at));
    store.publish(checkpoint(at, seconds, last), settings.keep());
  }

  @Override
  public void close(int epochs) {
    store.publish(checkpoint(Position.afterEpoch(epochs), 0, last), settings.keep());
  }

  private Checkpoint checkpoint(Position at, double seconds, StateFiles state) {
    Map<String, Map<String, Double>> states =
        controls.stream().collect(Collectors.toMap(Resumable::name, Resumable::state));
    return new Checkpoint(at, seconds, origin, images, state, history.figures(), states);
  }
}
