package io.trainvae.kernel;

/** Short arrays of one thread, small enough to stay in the first-level cache. */
public final class Scratch {
  /** Numbers of each array. */
  public static final int SIZE = 2048;

  public final float[] gradient = new float[SIZE];
  public final float[] parameter = new float[SIZE];
}
