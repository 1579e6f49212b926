package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Adam on flat arrays in one pass, with decoupled weight decay: the same formula as ND4J's {@code
 * Adam}.
 *
 * <p>Moments that decay towards zero are cut off at 1e-38 by adding and taking away a small number:
 * below that, floats are denormal, and arithmetic on those is many times slower.
 */
final class FlatAdam {
  private static final int BLOCK = 4096;
  private static final float CUT = 1e-30f;

  private final Optimiser optimiser;
  private final float[] block = new float[BLOCK];

  FlatAdam(Optimiser optimiser) {
    this.optimiser = optimiser;
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
      gradients.position(start).get(block, 0, count);
      update(state, start, count, 1f / images, (float) rate, decay);
      nativeParameters.position(start).put(state.parameters(), start, count);
    }
    gradients.position(0);
    nativeParameters.position(0);
  }

  private void update(VaeState state, int start, int count, float scale, float rate, float decay) {
    float[] g = block;
    float[] p = state.parameters();
    float[] m = state.firstMoment();
    float[] v = state.secondMoment();
    float beta1 = (float) optimiser.beta1();
    float beta2 = (float) optimiser.beta2();
    float rest1 = (float) (1 - optimiser.beta1());
    float rest2 = (float) (1 - optimiser.beta2());
    float epsilon = (float) optimiser.epsilon();
    for (int i = 0; i < count; i++) {
      int at = start + i;
      float gradient = g[i] * scale;
      float mean = (beta1 * m[at] + rest1 * gradient + CUT) - CUT;
      float square = (beta2 * v[at] + rest2 * gradient * gradient + CUT) - CUT;
      m[at] = mean;
      v[at] = square;
      p[at] -= rate * mean / ((float) Math.sqrt(square) + epsilon) + decay * p[at];
    }
  }
}
