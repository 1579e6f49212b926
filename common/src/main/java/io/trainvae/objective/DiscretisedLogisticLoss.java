package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

import io.trainvae.kernel.VectorMath;

/**
 * The probability of one of the 256 levels 0, 1/255, ... 1 under a logistic distribution. The
 * decoder outputs the logit of its mean and the logarithm of its scale: {@code P(x) = F((x + h - m)
 * / s) - F((x - h - m) / s)} with F the sigmoid, h half the distance of two levels and {@code s =
 * 0.0005 + exp(t)}. The lowest level includes everything below it, the highest everything above it
 * (Kingma et al. 2016, section 5.2 for the distribution; Salimans et al. 2017, section 2.1 for its
 * ends). A value between two levels counts as the nearer one.
 *
 * <p>A difference of sigmoids loses all digits far from the mean, so it is computed as {@code F(u)
 * F(-v) (1 - exp(-2 h / s))} of the bounds u and v.
 */
final class DiscretisedLogisticLoss extends TwoOutputLoss {
  static final double FLOOR = 5e-4;
  private static final int LEVELS = 255;
  private static final double HALF = 0.5 / LEVELS;

  private final double[] mean = new double[BLOCK];
  private final double[] excess = new double[BLOCK];

  /** The bounds of the pixel's level, and what follows from them. */
  private final double[] upper = new double[BLOCK];

  private final double[] lower = new double[BLOCK];
  private final double[] upperTail = new double[BLOCK];
  private final double[] lowerTail = new double[BLOCK];
  private final double[] upperLog = new double[BLOCK];
  private final double[] lowerLog = new double[BLOCK];

  @Override
  void addLoss(double[] toSums, int n) {
    VectorMath.sigmoid(output, tail, mean, n);
    VectorMath.exp(second, excess, n);
    for (int i = 0; i < n; i++) {
      pixel[i] = Math.rint(pixel[i] * LEVELS);
      double distance = pixel[i] / LEVELS - mean[i];
      double scale = FLOOR + excess[i];
      upper[i] = (distance + HALF) / scale;
      lower[i] = (distance - HALF) / scale;
    }
    VectorMath.expOfNegativeMagnitude(upper, upperTail, n);
    VectorMath.expOfNegativeMagnitude(lower, lowerTail, n);
    VectorMath.log1p(upperTail, upperLog, n);
    VectorMath.log1p(lowerTail, lowerLog, n);
    for (int i = 0; i < n; i++) {
      // -log F(u) and -log F(-v)
      double below = Math.max(-upper[i], 0) + upperLog[i];
      double above = Math.max(lower[i], 0) + lowerLog[i];
      if (pixel[i] <= 0) {
        toSums[i] += below;
      } else if (pixel[i] >= LEVELS) {
        toSums[i] += above;
      } else {
        double width = -StrictMath.expm1(lower[i] - upper[i]);
        toSums[i] += below + above - StrictMath.log(width);
      }
    }
  }

  @Override
  void computeGradient(int n) {
    VectorMath.sigmoid(upper, upperTail, upperLog, n);
    VectorMath.sigmoid(lower, lowerTail, lowerLog, n);
    for (int i = 0; i < n; i++) {
      double scale = FLOOR + excess[i];
      boolean lowest = pixel[i] <= 0;
      boolean highest = pixel[i] >= LEVELS;
      double toUpper = highest ? 0 : upperLog[i] - 1;
      double toLower = lowest ? 0 : lowerLog[i];
      double distance = upper[i] - lower[i];
      double toWidth = lowest || highest ? 0 : distance / StrictMath.expm1(distance);
      gradient[i] = -(toUpper + toLower) / scale * mean[i] * (1 - mean[i]);
      secondGradient[i] = (toWidth - toUpper * upper[i] - toLower * lower[i]) / scale * excess[i];
    }
  }
}
