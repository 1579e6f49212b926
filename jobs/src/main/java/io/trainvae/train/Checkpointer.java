package io.trainvae.train;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.checkpoint.Origin;
import io.trainvae.checkpoint.Position;
import io.trainvae.checkpoint.Resumable;
import io.trainvae.config.RunConfig.Checkpoints;
import io.trainvae.error.JobException;
import io.trainvae.network.VaeState;
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
    if (!from.images().equals(images)) {
      throw JobException.data(
          "Cannot resume on other training images: checksum %s, was %s"
              .formatted(images, from.images()));
    }
    history.restore(from.history());
    for (Resumable control : controls) {
      Optional.ofNullable(from.controls().get(control.name())).ifPresent(control::restore);
    }
  }

  /**
   * Takes one within an epoch, where it is due or the training is to stop.
   *
   * @return whether to go on
   */
  boolean roundDone(Position at, double seconds, VaeState state) {
    oversight.check();
    boolean stop = oversight.stopRequested();
    boolean due = settings.everyRounds() > 0 && at.rounds() % settings.everyRounds() == 0;
    if (stop || due) {
      oversight.verify();
      take(at, seconds, state);
    }
    return !stop;
  }

  /**
   * @param seconds spent on the epoch that is under way, or whose figures are still to be made
   */
  void take(Position at, double seconds, VaeState state) {
    store.write(checkpoint(at, seconds, state), settings.keep());
  }

  /** Adds the figures of the last epoch to the checkpoint that was taken before they were made. */
  void close(int epochs, VaeState state) {
    store.close(checkpoint(Position.afterEpoch(epochs), 0, state), settings.keep());
  }

  private Checkpoint checkpoint(Position at, double seconds, VaeState state) {
    Map<String, Map<String, Double>> states =
        controls.stream().collect(Collectors.toMap(Resumable::name, Resumable::state));
    return new Checkpoint(at, seconds, origin, images, state, history.figures(), states);
  }
}
