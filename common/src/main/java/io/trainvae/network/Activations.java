package io.trainvae.network;

import static io.trainvae.network.VectorMath.BLOCK;

import io.trainvae.model.Activation;

/** Activation functions and their derivatives, in place. */
final class Activations {
  private Activations() {}

  /** {@code y = f(y)}. */
  static void apply(Activation activation, float[] y, int count) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> relu(y, count);
      case TANH -> tanh(y, count);
    }
  }

  /**
   * {@code delta = delta f'(x)}.
   *
   * @param y {@code f(x)}
   */
  static void backward(Activation activation, float[] y, float[] delta, int count) {
    switch (activation) {
      case IDENTITY -> {}
      case RELU -> reluBackward(y, delta, count);
      case TANH -> tanhBackward(y, delta, count);
    }
  }

  private static void relu(float[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = Math.max(y[i], 0f);
    }
  }

  /** The step from 0 to 1 is a steep ramp, which needs no branch; no output falls onto it. */
  private static void reluBackward(float[] y, float[] delta, int count) {
    for (int i = 0; i < count; i++) {
      delta[i] *= Math.min(1f, y[i] * 1e30f);
    }
  }

  private static void tanh(float[] y, int count) {
    double[] x = new double[BLOCK];
    double[] e = new double[BLOCK];
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      VectorMath.load(y, start, x, n);
      for (int i = 0; i < n; i++) {
        e[i] = 2 * x[i];
      }
      VectorMath.expOfNegativeMagnitude(e, e, n);
      VectorMath.tanh(x, e, x, n);
      VectorMath.store(x, y, start, n);
    }
  }

  private static void tanhBackward(float[] y, float[] delta, int count) {
    for (int i = 0; i < count; i++) {
      delta[i] *= 1 - y[i] * y[i];
    }
  }
}
