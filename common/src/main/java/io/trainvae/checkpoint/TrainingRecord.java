package io.trainvae.checkpoint;

import io.trainvae.network.VaeState;
import java.util.List;
import java.util.Map;

/**
 * {@code training.json}, or {@code training-open.json} as long as the figures of the last epoch are
 * still to be made: everything of a checkpoint but its three arrays.
 *
 * @param parameters length of each array
 * @param steps of the optimiser
 */
record TrainingRecord(
    Position at,
    double seconds,
    Origin origin,
    String images,
    int parameters,
    long steps,
    List<EpochFigures> history,
    Map<String, Map<String, Double>> controls) {

  static TrainingRecord of(Checkpoint checkpoint) {
    return new TrainingRecord(
        checkpoint.at(),
        checkpoint.seconds(),
        checkpoint.origin(),
        checkpoint.images(),
        checkpoint.state().size(),
        checkpoint.state().steps(),
        checkpoint.history(),
        checkpoint.controls());
  }

  Checkpoint with(float[] values, float[] firstMoment, float[] secondMoment) {
    VaeState state = new VaeState(values, firstMoment, secondMoment, steps);
    return new Checkpoint(at, seconds, origin, images, state, history, controls);
  }

  /**
   * -ELBO of the last epoch, by which the best checkpoint is chosen; NaN within an epoch, and as
   * long as its figures are still to be made.
   */
  double score() {
    if (!at.betweenEpochs() || at.hasOpenEpoch() || history.isEmpty()) {
      return Double.NaN;
    }
    return history.get(history.size() - 1).negElbo();
  }
}
