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
   * The training pauses within an epoch, as {@link #roundDone} wanted it, with the state of this
   * position.
   *
   * @return whether to go on with the epoch
   */
  boolean pausedAt(Position at);
}
