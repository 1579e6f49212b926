package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

/**
 * The logarithm of the gamma function and its derivative, the digamma function, of a block of
 * positive numbers: Stirling's series (Abramowitz and Stegun 1964, 6.1.41 and 6.3.18) at {@code x +
 * 8}, taken back to x by {@code gamma(x + 8) = x (x + 1) ... (x + 7) gamma(x)}. The first term left
 * out of either series is below {@code 2e-15}.
 */
final class LogGamma {
  private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);

  /** {@code B(2k) / (2k (2k - 1))} with Bernoulli's numbers, k from 7 to 1. */
  private static final double[] SERIES = {
    1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12
  };

  /** {@code B(2k) / 2k}, k from 7 to 1. */
  private static final double[] SLOPE_SERIES = {
    1.0 / 12, -691.0 / 32760, 1.0 / 132, -1.0 / 240, 1.0 / 252, -1.0 / 120, 1.0 / 12
  };

  /** The arguments. */
  final double[] x = new double[BLOCK];

  /** {@code log gamma(x)}, after {@link #compute}. */
  final double[] value = new double[BLOCK];

  /** {@code digamma(x)}, after {@link #computeSlope}. */
  final double[] slope = new double[BLOCK];

  /** {@code log(x + 8)}. */
  private final double[] logs = new double[BLOCK];

  /** Computes the value of the first n arguments. */
  void compute(int n) {
    for (int i = 0; i < n; i++) {
      double y = x[i] + 8;
      logs[i] = StrictMath.log(y);
      // The factors x + k and x + 7 - k have the product u + k (7 - k).
      double u = x[i] * (x[i] + 7);
      double product = u * (u + 6) * (u + 10) * (u + 12);
      double r = 1 / y;
      double series = r * polynomial(SERIES, r * r);
      double stirling = (y - 0.5) * logs[i] - y + HALF_LOG_TWO_PI + series;
      value[i] = stirling - StrictMath.log(product);
    }
  }

  /** Computes the slope of the first n arguments, after {@link #compute}. */
  void computeSlope(int n) {
    for (int i = 0; i < n; i++) {
      double r = 1 / (x[i] + 8);
      double u = x[i] * (x[i] + 7);
      double reciprocals = 1 / u + 1 / (u + 6) + 1 / (u + 10) + 1 / (u + 12);
      double series = r * r * polynomial(SLOPE_SERIES, r * r);
      slope[i] = logs[i] - 0.5 * r - series - (2 * x[i] + 7) * reciprocals;
    }
  }

  private static double polynomial(double[] coefficients, double s) {
    double p = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      p = Math.fma(p, s, coefficients[i]);
    }
    return p;
  }
}
