package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

import io.trainvae.kernel.VectorMath;

/**
 * A normal distribution. The decoder outputs its mean, through a link, and its variance, through
 * the logarithm: {@code v = 0.001 + exp(s)}.
 */
final class LearnedGaussianLoss extends TwoOutputLoss {
  private static final double FLOOR = 1e-3;
  private final Link link;
  private final double[] mean = new double[BLOCK];
  private final double[] excess = new double[BLOCK];

  LearnedGaussianLoss(Link link) {
    this.link = link;
  }

  @Override
  void addLoss(double[] toSums, int n) {
    link.mean(output, tail, mean, n);
    VectorMath.exp(second, excess, n);
    for (int i = 0; i < n; i++) {
      double error = mean[i] - pixel[i];
      double variance = FLOOR + excess[i];
      toSums[i] += 0.5 * (error * error / variance + StrictMath.log(2 * Math.PI * variance));
    }
  }

  @Override
  void computeGradient(int n) {
    for (int i = 0; i < n; i++) {
      double variance = FLOOR + excess[i];
      double error = mean[i] - pixel[i];
      gradient[i] = error / variance * link.slope(mean[i]);
      secondGradient[i] = 0.5 * (1 - error * error / variance) / variance * excess[i];
    }
  }
}
