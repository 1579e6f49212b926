package io.trainvae.averaging;

import io.trainvae.checkpoint.Position;

/** Follows a training round by round. Called on the driver, never concurrently. */
public interface RoundListener {
  /**
   * All workers have trained in a round, and their states are being averaged.
   *
   * @param at within the epoch, also after its last round
   * @return whether the training is to pause after this round
   */
  boolean roundDone(Position at);

  /**
   * The states of a round are averaged, of several workers. Called before the next {@link
   * #roundDone} and before the training pauses or an epoch ends.
   *
   * @param at the position that was passed to {@link #roundDone}
   * @param disagreement how far the workers' parameters were from each other: the root of their
   *     mean squared distance from the mean, weighted by images, over the norm of the mean
   */
  void averaged(Position at, double disagreement);

  /**
   * The training pauses within an epoch, as {@link #roundDone} wanted it, with the state of this
   * position.
   *
   * @return whether to continue the epoch
   */
  boolean pausedAt(Position at);
}
