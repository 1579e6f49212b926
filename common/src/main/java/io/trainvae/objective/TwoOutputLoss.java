package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

/**
 * A likelihood with two parameters for each pixel. The decoder outputs both side by side: {@code
 * [pixels, 2]}, the location first.
 */
abstract class TwoOutputLoss extends DoublePrecisionLoss {
  /** The second output of each pixel of the block. */
  final double[] second = new double[BLOCK];

  /** The derivative by {@link #second}, which {@link #computeGradient} fills. */
  final double[] secondGradient = new double[BLOCK];

  @Override
  final int outputs() {
    return 2;
  }

  @Override
  final void load(float[] outputs, int at, int n) {
    for (int i = 0; i < n; i++) {
      output[i] = outputs[at + 2 * i];
      second[i] = outputs[at + 2 * i + 1];
    }
  }

  @Override
  final void store(float[] gradients, int at, int n) {
    for (int i = 0; i < n; i++) {
      gradients[at + 2 * i] = (float) gradient[i];
      gradients[at + 2 * i + 1] = (float) secondGradient[i];
    }
  }
}
