package io.trainvae.train;

import io.trainvae.averaging.AveragedTraining;
import io.trainvae.checkpoint.Position;

/** Keeps the state of a training as it goes on, so that a failure does not cost all of it. */
interface StateBackup {

  /**
   * Whether the driver keeps a copy of the state, for a training that has no checkpoints to go on
   * from when executors are lost.
   */
  boolean copiesToDriver();

  /**
   * Whether {@link #takeWithinEpoch} is to be called here.
   *
   * @param at within an epoch
   */
  boolean isDue(Position at);

  /**
   * Keeps the state within an epoch.
   *
   * @param seconds spent on the epoch so far
   * @return whether to go on
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
