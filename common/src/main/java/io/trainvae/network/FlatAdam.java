package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Adam on flat arrays in one pass, with decoupled weight decay: the same formula as ND4J's {@code
 * Adam}.
 *
 * <p>Gradients and moments that fade towards zero are rounded to it by adding and taking away a
 * small number. Without that they and their products become denormal, and arithmetic on denormal
 * floats is many times slower. What is rounded away is far below what epsilon leaves visible.
 */
final class FlatAdam {
  private static final int BLOCK = 4096;

  /** Rounds gradients to multiples of 7e-18, the first moment of 8e-28, the second of 8e-38. */
  private static final float GRADIENT_CUT = 1e-10f;

  private static final float FIRST_CUT = 1e-20f;
  private static final float SECOND_CUT = 1e-30f;

  private final Optimiser optimiser;
  private final float[] gradient;

  FlatAdam(Optimiser optimiser, int size) {
    this.optimiser = optimiser;
    this.gradient = new float[size];
  }

  /**
   * One step.
   *
   * @param state counted one step further, its parameters and moments changed
   * @param gradients sums over the images of the step
   * @param nativeParameters brought up to date with the state's
   */
  void step(
      VaeState state,
      FloatPointer gradients,
      FloatPointer nativeParameters,
      int images,
      double learningRate) {
    state.countStep();
    double t = state.steps();
    double rate =
        learningRate
            * Math.sqrt(1 - StrictMath.pow(optimiser.beta2(), t))
            / (1 - StrictMath.pow(optimiser.beta1(), t));
    float decay = (float) (learningRate * optimiser.weightDecay());
    for (int start = 0; start < state.size(); start += BLOCK) {
      int count = Math.min(BLOCK, state.size() - start);
      gradients.position(start).get(gradient, start, count);
      update(state, start, count, 1f / images, (float) rate, decay);
      nativeParameters.position(start).put(state.parameters(), start, count);
    }
    gradients.position(0);
    nativeParameters.position(0);
  }

  /** All arrays have the same index, or the virtual machine would not vectorise the loop. */
  private void update(VaeState state, int start, int count, float scale, float rate, float decay) {
    float[] g = gradient;
    float[] p = state.parameters();
    float[] m = state.firstMoment();
    float[] v = state.secondMoment();
    float beta1 = (float) optimiser.beta1();
    float beta2 = (float) optimiser.beta2();
    float rest1 = (float) (1 - optimiser.beta1());
    float rest2 = (float) (1 - optimiser.beta2());
    float epsilon = (float) optimiser.epsilon();
    int end = start + count;
    for (int i = start; i < end; i++) {
      float mean = g[i] * scale + GRADIENT_CUT - GRADIENT_CUT;
      float square = (beta2 * v[i] + rest2 * mean * mean) + SECOND_CUT - SECOND_CUT;
      mean = (beta1 * m[i] + rest1 * mean) + FIRST_CUT - FIRST_CUT;
      m[i] = mean;
      v[i] = square;
      p[i] -= rate * mean / ((float) Math.sqrt(square) + epsilon) + decay * p[i];
    }
  }
}
