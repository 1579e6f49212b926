package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

import io.trainvae.kernel.VectorMath;

/**
 * A Bernoulli distribution by its logit: {@code max(l, 0) - l x + log(1 + exp(-|l|))}, which is
 * exact for saturated logits too, and {@code sigmoid(l) - x}.
 */
class BernoulliLoss extends PixelLoss {
  private final double[] work = new double[BLOCK];

  @Override
  void addLoss(double[] toSums, int n) {
    VectorMath.log1p(tail, work, n);
    for (int i = 0; i < n; i++) {
      toSums[i] += Math.max(output[i], 0) - output[i] * pixel[i] + work[i];
    }
  }

  @Override
  void computeGradient(int n) {
    VectorMath.sigmoid(output, tail, gradient, n);
    for (int i = 0; i < n; i++) {
      gradient[i] -= pixel[i];
    }
  }
}
