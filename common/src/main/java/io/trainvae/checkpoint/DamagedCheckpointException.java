package io.trainvae.checkpoint;

/** Why a checkpoint cannot be used, in a few words. */
final class DamagedCheckpointException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedCheckpointException(String why) {
    super(why);
  }
}
