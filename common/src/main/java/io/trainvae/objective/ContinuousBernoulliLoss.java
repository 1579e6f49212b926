package io.trainvae.objective;

/**
 * The Bernoulli loss less the logarithm of the constant that makes it a density on [0, 1]: with
 * logit l, {@code C = l / tanh(l / 2)} (Loaiza-Ganem and Cunningham 2019, eq. 3, in logits).
 */
final class ContinuousBernoulliLoss extends BernoulliLoss {
  /** Nearer to 0 than this a series is more exact. */
  private static final double SMALL = 0.1;

  @Override
  void addLoss(double[] toSums, int n) {
    super.addLoss(toSums, n);
    for (int i = 0; i < n; i++) {
      toSums[i] -= logConstant(output[i]);
    }
  }

  @Override
  void computeGradient(int n) {
    super.computeGradient(n);
    for (int i = 0; i < n; i++) {
      gradient[i] -= slopeOfLogConstant(output[i]);
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
