package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.kernel.FlatParameters;
import io.trainvae.kernel.Scratch;

/**
 * The optimiser on any range of the parameters in one pass, with decoupled weight decay.
 *
 * <p>Gradients and moments that fade towards zero are rounded to it by adding and taking away a
 * small number. Without that they and their products become denormal, and arithmetic on denormal
 * floats is many times slower. What is rounded away is far below what epsilon leaves visible.
 */
final class FlatOptimiser {
  /** Rounds gradients to multiples of 7e-18, the first moment of 8e-28, the second of 8e-38. */
  private static final float GRADIENT_CUT = 1e-10f;

  private static final float FIRST_CUT = 1e-20f;
  private static final float SECOND_CUT = 1e-30f;

  private final Optimiser optimiser;
  private final float beta1;
  private final float beta2;
  private final float rest1;
  private final float rest2;
  private float rate;
  private float epsilon;
  private float decay;
  private float scale;

  FlatOptimiser(Optimiser optimiser) {
    this.optimiser = optimiser;
    this.beta1 = (float) optimiser.beta1();
    this.beta2 = (float) optimiser.beta2();
    this.rest1 = (float) (1 - optimiser.beta1());
    this.rest2 = (float) (1 - optimiser.beta2());
  }

  /**
   * Begins a step. Afterwards {@link #update} must be called for all ranges, on any threads.
   *
   * @param step 1 for the first
   * @param images of the step
   */
  void beginStep(long step, int images, double learningRate) {
    rate = (float) optimiser.stepSize(learningRate, step);
    epsilon = (float) optimiser.stepEpsilon(step);
    decay = (float) (learningRate * optimiser.weightDecay());
    scale = 1f / images;
  }

  /**
   * Changes the parameters of a range and their moments.
   *
   * @param parameters with gradients summed over the images of the step
   */
  void update(Moments moments, FlatParameters parameters, Scratch scratch) {
    float[] g = scratch.gradient;
    float[] p = scratch.parameter;
    for (int block = 0; block < moments.blocks(); block++) {
      int start = moments.start(block);
      int count = moments.size(block);
      parameters.getGradients(start, g, 0, count);
      parameters.get(start, p, 0, count);
      switch (optimiser.type()) {
        case ADAM -> adam(g, p, moments.first(block), moments.second(block), count);
        case RMSPROP -> rmsProp(g, p, moments.second(block), count);
        case SGD -> sgd(g, p, moments.first(block), count);
      }
      parameters.put(start, p, 0, count);
    }
  }

  private void adam(float[] g, float[] p, float[] m, float[] v, int count) {
    float rate = this.rate;
    float epsilon = this.epsilon;
    float decay = this.decay;
    float scale = this.scale;
    for (int i = 0; i < count; i++) {
      float mean = g[i] * scale + GRADIENT_CUT - GRADIENT_CUT;
      float square = (beta2 * v[i] + rest2 * mean * mean) + SECOND_CUT - SECOND_CUT;
      mean = (beta1 * m[i] + rest1 * mean) + FIRST_CUT - FIRST_CUT;
      m[i] = mean;
      v[i] = square;
      p[i] -= rate * mean / ((float) Math.sqrt(square) + epsilon) + decay * p[i];
    }
  }

  private void rmsProp(float[] g, float[] p, float[] v, int count) {
    float rate = this.rate;
    float epsilon = this.epsilon;
    float decay = this.decay;
    float scale = this.scale;
    for (int i = 0; i < count; i++) {
      float mean = g[i] * scale + GRADIENT_CUT - GRADIENT_CUT;
      float square = (beta2 * v[i] + rest2 * mean * mean) + SECOND_CUT - SECOND_CUT;
      v[i] = square;
      p[i] -= rate * mean / ((float) Math.sqrt(square) + epsilon) + decay * p[i];
    }
  }

  private void sgd(float[] g, float[] p, float[] m, int count) {
    float rate = this.rate;
    float decay = this.decay;
    float scale = this.scale;
    for (int i = 0; i < count; i++) {
      float velocity = (beta1 * m[i] + g[i] * scale) + FIRST_CUT - FIRST_CUT;
      m[i] = velocity;
      p[i] -= rate * velocity + decay * p[i];
    }
  }
}
