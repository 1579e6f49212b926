package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

import io.trainvae.kernel.VectorMath;

/**
 * The loss of {@link BernoulliLoss} less the logarithm of the constant that makes it a density on
 * [0, 1]: with logit l, {@code C = l / tanh(l / 2)} (Loaiza-Ganem and Cunningham 2019, eq. 3, in
 * logits).
 */
final class ContinuousBernoulliLoss extends DoublePrecisionLoss {
  /** Nearer to 0 than this a series is more exact. */
  private static final double SMALL = 0.1;

  private final double[] work = new double[BLOCK];

  @Override
  void addLoss(double[] toSums, int n) {
    VectorMath.log1p(tail, work, n);
    for (int i = 0; i < n; i++) {
      double bernoulli = Math.max(output[i], 0) - output[i] * pixel[i] + work[i];
      toSums[i] += bernoulli - logConstant(output[i]);
    }
  }

  @Override
  void computeGradient(int n) {
    VectorMath.sigmoid(output, tail, gradient, n);
    for (int i = 0; i < n; i++) {
      gradient[i] -= pixel[i] + slopeOfLogConstant(output[i]);
    }
  }

  private static double logConstant(double logit) {
    double l = Math.abs(logit);
    if (l < SMALL) {
      double s = l * l;
      return Math.log(2) + s * (1.0 / 12 + s * (-7.0 / 1440 + s * 31.0 / 90720));
    }
    return StrictMath.log(l / StrictMath.tanh(l / 2));
  }

  private static double slopeOfLogConstant(double logit) {
    double l = Math.abs(logit);
    if (l < SMALL) {
      double s = l * l;
      return logit * (1.0 / 6 + s * (-7.0 / 360 + s * 31.0 / 15120));
    }
    double slope = 1 / l - (l > 700 ? 0 : 1 / StrictMath.sinh(l));
    return Math.copySign(slope, logit);
  }
}
