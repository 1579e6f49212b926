package io.trainvae.kernel;

import static io.trainvae.kernel.VectorMath.BLOCK;

import io.trainvae.model.Activation;

/**
 * One layer's activation function and its derivative, in place. Some derivatives follow from the
 * function's value; of the others the slopes are kept.
 */
final class Activations {
  private static final float LEAK = 0.01f;

  private final Activation function;
  private final float[] slopes;
  private final double[] x = new double[BLOCK];
  private final double[] e = new double[BLOCK];
  private final double[] y = new double[BLOCK];
  private final double[] slope = new double[BLOCK];

  private Activations(Activation function, float[] slopes) {
    this.function = function;
    this.slopes = slopes;
  }

  /**
   * @param size the most numbers of one call
   */
  static Activations of(Activation function, int size) {
    boolean keeps =
        switch (function) {
          case GELU, SILU, SOFTPLUS -> true;
          case IDENTITY, RELU, LEAKY_RELU, ELU, SIGMOID, TANH -> false;
        };
    return new Activations(function, new float[keeps ? size : 0]);
  }

  /**
   * {@code values = f(values)}.
   *
   * @param training whether {@link #backward} follows
   */
  void apply(float[] values, int count, boolean training) {
    switch (function) {
      case IDENTITY -> {}
      case RELU -> relu(values, count);
      case LEAKY_RELU -> leakyRelu(values, count);
      case GELU -> {
        if (training) {
          Gelu.slopes(values, slopes, count);
        }
        Gelu.apply(values, count);
      }
      case ELU, SILU, SOFTPLUS, SIGMOID, TANH -> blocks(values, count);
    }
  }

  private void blocks(float[] values, int count) {
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      VectorMath.load(values, start, x, n);
      block(n);
      VectorMath.store(y, values, start, n);
      if (slopes.length > 0) {
        VectorMath.store(slope, slopes, start, n);
      }
    }
  }

  private void block(int n) {
    if (function == Activation.TANH) {
      scale(x, 2, e, n);
      VectorMath.expOfNegativeMagnitude(e, e, n);
      VectorMath.tanh(x, e, y, n);
      return;
    }
    VectorMath.expOfNegativeMagnitude(x, e, n);
    VectorMath.sigmoid(x, e, slope, n);
    switch (function) {
      case ELU -> elu(n);
      case SILU -> silu(n);
      case SOFTPLUS -> softplus(n);
      default -> System.arraycopy(slope, 0, y, 0, n);
    }
  }

  private static void scale(double[] from, double factor, double[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = factor * from[i];
    }
  }

  private void elu(int n) {
    for (int i = 0; i < n; i++) {
      e[i] = Math.min(x[i], 0);
    }
    VectorMath.exp(e, e, n);
    for (int i = 0; i < n; i++) {
      y[i] = Math.max(x[i], 0) + e[i] - 1;
    }
  }

  private void silu(int n) {
    for (int i = 0; i < n; i++) {
      y[i] = x[i] * slope[i];
    }
    for (int i = 0; i < n; i++) {
      slope[i] += y[i] * (1 - slope[i]);
    }
  }

  private void softplus(int n) {
    VectorMath.log1p(e, y, n);
    for (int i = 0; i < n; i++) {
      y[i] += Math.max(x[i], 0);
    }
  }

  /**
   * {@code delta = delta f'(x)}.
   *
   * @param values {@code f(x)} as {@link #apply} left them
   */
  void backward(float[] values, float[] delta, int count) {
    switch (function) {
      case IDENTITY -> {}
      case RELU -> reluBackward(values, delta, count);
      case LEAKY_RELU -> leakyReluBackward(values, delta, count);
      case ELU -> eluBackward(values, delta, count);
      case SIGMOID -> sigmoidBackward(values, delta, count);
      case TANH -> tanhBackward(values, delta, count);
      case GELU, SILU, SOFTPLUS -> multiply(delta, slopes, count);
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

  private static void leakyRelu(float[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = Math.max(y[i], LEAK * y[i]);
    }
  }

  private static void leakyReluBackward(float[] y, float[] delta, int count) {
    for (int i = 0; i < count; i++) {
      delta[i] *= Math.max(LEAK, Math.min(1f, y[i] * 1e30f));
    }
  }

  private static void eluBackward(float[] y, float[] delta, int count) {
    for (int i = 0; i < count; i++) {
      delta[i] *= Math.min(1f, y[i] + 1);
    }
  }

  private static void sigmoidBackward(float[] y, float[] delta, int count) {
    for (int i = 0; i < count; i++) {
      delta[i] *= y[i] * (1 - y[i]);
    }
  }

  private static void tanhBackward(float[] y, float[] delta, int count) {
    for (int i = 0; i < count; i++) {
      delta[i] *= 1 - y[i] * y[i];
    }
  }

  private static void multiply(float[] delta, float[] by, int count) {
    for (int i = 0; i < count; i++) {
      delta[i] *= by[i];
    }
  }
}
