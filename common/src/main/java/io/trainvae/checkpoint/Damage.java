package io.trainvae.checkpoint;

/** Why a checkpoint cannot be used, in a few words. */
final class Damage extends Exception {
  private static final long serialVersionUID = 1L;

  Damage(String why) {
    super(why);
  }
}
