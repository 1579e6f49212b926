package io.trainvae.kernel;

/** Lets the benchmark set gradients, which otherwise only layers do. */
public final class Gradients {
  private Gradients() {}

  /** Sets all gradients. */
  public static void put(FlatParameters parameters, float[] gradients) {
    parameters.putGradients(0, gradients, 0, gradients.length);
  }
}
