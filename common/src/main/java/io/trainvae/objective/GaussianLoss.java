package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

/**
 * A normal distribution with a known variance v, whose mean m the output determines: {@code ((x -
 * m)^2 / v + log(2 pi v)) / 2}.
 */
final class GaussianLoss extends DoublePrecisionLoss {
  private final Link link;
  private final double precision;
  private final double constant;
  private final double[] mean = new double[BLOCK];

  private GaussianLoss(Link link, double precision, double constant) {
    this.link = link;
    this.precision = precision;
    this.constant = constant;
  }

  GaussianLoss(Link link, double variance) {
    this(link, 1 / variance, 0.5 * StrictMath.log(2 * Math.PI * variance));
  }

  /** {@code (x - m)^2}: the negative log likelihood with variance 1/2, without its constant. */
  static GaussianLoss squaredError() {
    return new GaussianLoss(Link.SIGMOID, 2, 0);
  }

  @Override
  void addLoss(double[] toSums, int n) {
    link.mean(output, tail, mean, n);
    for (int i = 0; i < n; i++) {
      double error = mean[i] - pixel[i];
      toSums[i] += 0.5 * precision * error * error + constant;
    }
  }

  @Override
  void computeGradient(int n) {
    for (int i = 0; i < n; i++) {
      gradient[i] = precision * (mean[i] - pixel[i]) * link.slope(mean[i]);
    }
  }
}
