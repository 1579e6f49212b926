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

/**
 * Takes checkpoints of a training.
 *
 * @param origin what the training began with
 * @param images checksum of the training images
 * @param controls whose states go into every checkpoint
 */
record Checkpointer(
    CheckpointStore store,
    Checkpoints settings,
    Origin origin,
    String images,
    EpochHistory history,
    List<Resumable> controls,
    Oversight oversight) {

  /**
   * Puts history and controls where they were.
   *
   * @throws JobException data, when the images are others
   */
  void restore(Checkpoint from) {
    // In the order in which they are dealt out, which is another one for other workers, or more
    // images.
    boolean sameOrder =
        from.origin().workers() == origin.workers()
            && from.origin().dataset().equals(origin.dataset());
    if (sameOrder && !from.images().equals(images)) {
      throw JobException.data(
          "Cannot resume on other training images: checksum %s, was %s"
              .formatted(images, from.images()));
    }
    history.restore(from.history());
    for (Resumable control : controls) {
      Optional.ofNullable(from.controls().get(control.name())).ifPresent(control::restore);
    }
  }

  /** Whether to take one within an epoch: where the settings say so, or training is to stop. */
  boolean isDue(Position at) {
    oversight.check();
    boolean due = settings.everyRounds() > 0 && at.rounds() % settings.everyRounds() == 0;
    return due || oversight.stopRequested();
  }

  /**
   * Takes one within an epoch.
   *
   * @return whether to go on
   */
  boolean takeWithinEpoch(Position at, double seconds, AveragedTraining training) {
    boolean stop = oversight.stopRequested();
    oversight.verify();
    take(at, seconds, training);
    return !stop;
  }

  /**
   * @param seconds spent on the epoch that is under way, or whose figures are still to be made
   * @return where the state was written
   */
  StateFiles take(Position at, double seconds, AveragedTraining training) {
    StateFiles state = training.save(store.begin(at));
    store.publish(checkpoint(at, seconds, state), settings.keep());
    return state;
  }

  /**
   * Adds the figures of the last epoch to the checkpoint that was taken before they were made.
   *
   * @param state where it was written
   */
  void close(int epochs, StateFiles state) {
    store.publish(checkpoint(Position.afterEpoch(epochs), 0, state), settings.keep());
  }

  private Checkpoint checkpoint(Position at, double seconds, StateFiles state) {
    Map<String, Map<String, Double>> states =
        controls.stream().collect(Collectors.toMap(Resumable::name, Resumable::state));
    return new Checkpoint(at, seconds, origin, images, state, history.figures(), states);
  }
}
