package io.trainvae.train;

import io.trainvae.averaging.AveragedTraining;
import io.trainvae.checkpoint.Position;

/**
 * Keeps the state in the driver's memory, where the loss of every executor leaves it. What it keeps
 * ends with the process.
 */
record DriverBackup(RunGuard guard) implements StateBackup {

  @Override
  public boolean copiesToDriver() {
    return true;
  }

  /** Whether the training is to stop. */
  @Override
  public boolean isDue(Position at) {
    return guard.stopRequested();
  }

  @Override
  public boolean takeWithinEpoch(Position at, double seconds, AveragedTraining training) {
    return !guard.stopRequested();
  }

  @Override
  public void take(Position at, double seconds, AveragedTraining training) {}

  @Override
  public void close(int epochs) {}
}
