package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

import io.trainvae.kernel.VectorMath;

/**
 * A beta distribution by its mean and precision (Ferrari and Cribari-Neto 2004, eq. 4). The decoder
 * outputs the logit a of the pixel's mean and the logarithm s of its dispersion.
 *
 * <p>A beta density is zero or infinite at 0 and 1, which many pixels are. So the distribution is
 * one of {@code y = (255 x + 1/2) / 256}, which lies in [1/512, 511/512] (Smithson and Verkuilen
 * 2006, with as many levels as a byte has):
 *
 * <pre>
 *   m = (255 sigmoid(a) + 1/2) / 256         mean of y; that of x is sigmoid(a)
 *   p = 1 / (0.001 + exp(s))                 precision, limited so that no density is infinite
 *   -log p(x) = log B(m p, (1 - m) p) - (m p - 1) log y - ((1 - m) p - 1) log(1 - y) - log(255 / 256)
 * </pre>
 *
 * <p>The last term makes it the density of x, on the interval from -1/510 to 1 + 1/510 that is
 * mapped to (0, 1).
 */
final class BetaLoss extends TwoOutputLoss {
  private static final double FLOOR = 1e-3;
  private static final double SQUEEZE = 255.0 / 256;
  private static final double SHIFT = 0.5 / 256;
  private static final double LOG_SQUEEZE = StrictMath.log(SQUEEZE);

  private final double[] mean = new double[BLOCK];
  private final double[] excess = new double[BLOCK];

  /** {@code log y}, and {@code log(1 - y)}. */
  private final double[] logPixel = new double[BLOCK];

  private final double[] logRest = new double[BLOCK];
  private final LogGamma alpha = new LogGamma();
  private final LogGamma beta = new LogGamma();
  private final LogGamma precision = new LogGamma();

  @Override
  void addLoss(double[] toSums, int n) {
    VectorMath.sigmoid(output, tail, mean, n);
    VectorMath.exp(second, excess, n);
    for (int i = 0; i < n; i++) {
      double y = SQUEEZE * pixel[i] + SHIFT;
      logPixel[i] = StrictMath.log(y);
      logRest[i] = StrictMath.log(1 - y);
      double m = SQUEEZE * mean[i] + SHIFT;
      double p = 1 / (FLOOR + excess[i]);
      precision.x[i] = p;
      alpha.x[i] = m * p;
      beta.x[i] = (1 - m) * p;
    }
    alpha.compute(n);
    beta.compute(n);
    precision.compute(n);
    for (int i = 0; i < n; i++) {
      double logBeta = alpha.value[i] + beta.value[i] - precision.value[i];
      double power = (alpha.x[i] - 1) * logPixel[i] + (beta.x[i] - 1) * logRest[i];
      toSums[i] += logBeta - power - LOG_SQUEEZE;
    }
  }

  @Override
  void computeGradient(int n) {
    alpha.computeSlope(n);
    beta.computeSlope(n);
    precision.computeSlope(n);
    for (int i = 0; i < n; i++) {
      double m = SQUEEZE * mean[i] + SHIFT;
      double p = precision.x[i];
      double byAlpha = alpha.slope[i] - logPixel[i];
      double byBeta = beta.slope[i] - logRest[i];
      double byPrecision = m * byAlpha + (1 - m) * byBeta - precision.slope[i];
      gradient[i] = (byAlpha - byBeta) * p * SQUEEZE * mean[i] * (1 - mean[i]);
      secondGradient[i] = -byPrecision * p * p * excess[i];
    }
  }
}
