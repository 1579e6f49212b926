package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.kernel.FlatParameters;

/**
 * The optimiser on flat arrays in one pass, with decoupled weight decay.
 *
 * <p>Gradients and moments that fade towards zero are rounded to it by adding and taking away a
 * small number. Without that they and their products become denormal, and arithmetic on denormal
 * floats is many times slower. What is rounded away is far below what epsilon leaves visible.
 */
final class FlatOptimiser {
  private static final int BLOCK = 4096;

  /** Rounds gradients to multiples of 7e-18, the first moment of 8e-28, the second of 8e-38. */
  private static final float GRADIENT_CUT = 1e-10f;

  private static final float FIRST_CUT = 1e-20f;
  private static final float SECOND_CUT = 1e-30f;

  private final Optimiser optimiser;
  private final float[] gradient;

  FlatOptimiser(Optimiser optimiser, int size) {
    this.optimiser = optimiser;
    this.gradient = new float[size];
  }

  /**
   * One step.
   *
   * @param state counted one step further, its parameters and moments changed
   * @param parameters the state's, with the gradients summed over the images of the step; its
   *     native side is brought up to date
   */
  void step(VaeState state, FlatParameters parameters, int images, double learningRate) {
    state.countStep();
    float rate = (float) optimiser.stepSize(learningRate, state.steps());
    float epsilon = (float) optimiser.stepEpsilon(state.steps());
    float decay = (float) (learningRate * optimiser.weightDecay());
    float scale = 1f / images;
    for (int start = 0; start < state.size(); start += BLOCK) {
      int count = Math.min(BLOCK, state.size() - start);
      parameters.getGradients(start, gradient, start, count);
      int end = start + count;
      switch (optimiser.type()) {
        case ADAM -> adam(state, start, end, scale, rate, epsilon, decay);
        case RMSPROP -> rmsProp(state, start, end, scale, rate, epsilon, decay);
        case SGD -> sgd(state, start, end, scale, rate, decay);
      }
      parameters.toNative(start, count);
    }
  }

  /** All arrays have the same index, or the virtual machine would not vectorise the loop. */
  private void adam(
      VaeState state, int start, int end, float scale, float rate, float epsilon, float decay) {
    float[] g = gradient;
    float[] p = state.parameters();
    float[] m = state.firstMoment();
    float[] v = state.secondMoment();
    float beta1 = (float) optimiser.beta1();
    float beta2 = (float) optimiser.beta2();
    float rest1 = (float) (1 - optimiser.beta1());
    float rest2 = (float) (1 - optimiser.beta2());
    for (int i = start; i < end; i++) {
      float mean = g[i] * scale + GRADIENT_CUT - GRADIENT_CUT;
      float square = (beta2 * v[i] + rest2 * mean * mean) + SECOND_CUT - SECOND_CUT;
      mean = (beta1 * m[i] + rest1 * mean) + FIRST_CUT - FIRST_CUT;
      m[i] = mean;
      v[i] = square;
      p[i] -= rate * mean / ((float) Math.sqrt(square) + epsilon) + decay * p[i];
    }
  }

  private void rmsProp(
      VaeState state, int start, int end, float scale, float rate, float epsilon, float decay) {
    float[] g = gradient;
    float[] p = state.parameters();
    float[] v = state.secondMoment();
    float beta2 = (float) optimiser.beta2();
    float rest2 = (float) (1 - optimiser.beta2());
    for (int i = start; i < end; i++) {
      float mean = g[i] * scale + GRADIENT_CUT - GRADIENT_CUT;
      float square = (beta2 * v[i] + rest2 * mean * mean) + SECOND_CUT - SECOND_CUT;
      v[i] = square;
      p[i] -= rate * mean / ((float) Math.sqrt(square) + epsilon) + decay * p[i];
    }
  }

  private void sgd(VaeState state, int start, int end, float scale, float rate, float decay) {
    float[] g = gradient;
    float[] p = state.parameters();
    float[] m = state.firstMoment();
    float beta1 = (float) optimiser.beta1();
    for (int i = start; i < end; i++) {
      float velocity = (beta1 * m[i] + g[i] * scale) + FIRST_CUT - FIRST_CUT;
      m[i] = velocity;
      p[i] -= rate * velocity + decay * p[i];
    }
  }
}
