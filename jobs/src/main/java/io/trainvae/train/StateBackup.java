package io.trainvae.train;

import io.trainvae.averaging.AveragedTraining;
import io.trainvae.checkpoint.Position;

/** Saves the state during a training, so that a failure does not lose all of it. */
interface StateBackup {

  /**
   * Whether the driver keeps a copy of the state. A training without checkpoints continues from
   * this copy when executors are lost.
   */
  boolean copiesToDriver();

  /**
   * Whether {@link #takeWithinEpoch} must be called at this position.
   *
   * @param at within an epoch
   */
  boolean isDue(Position at);

  /**
   * Keeps the state within an epoch.
   *
   * @param seconds spent on the epoch so far
   * @return whether to continue
   */
  boolean takeWithinEpoch(Position at, double seconds, AveragedTraining training);

  /**
   * Keeps the state after an epoch, whose figures are still to be made.
   *
   * @param seconds spent on the epoch
   */
  void take(Position at, double seconds, AveragedTraining training);

  /** Adds the figures of the last epoch to what {@link #take} kept. */
  void close(int epochs);
}
