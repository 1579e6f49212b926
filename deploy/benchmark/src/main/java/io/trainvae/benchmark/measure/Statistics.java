package io.trainvae.benchmark.measure;

import java.util.Arrays;
import java.util.Collection;

/** Statistics of measurements. */
public final class Statistics {
  private Statistics() {}

  /** The median of the values that are not NaN; NaN if there are none. */
  public static double median(Collection<Double> values) {
    double[] sorted =
        values.stream()
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /**
   * The straight line {@code y = intercept + slope x} with the least squared error.
   *
   * @param intercept y at x = 0
   */
  public record Line(double intercept, double slope) {
    /**
     * @param x at least two different ones
     */
    public static Line through(double[] x, double[] y) {
      double meanX = Arrays.stream(x).average().orElseThrow();
      double meanY = Arrays.stream(y).average().orElseThrow();
      double products = 0;
      double squares = 0;
      for (int i = 0; i < x.length; i++) {
        products += (x[i] - meanX) * (y[i] - meanY);
        squares += (x[i] - meanX) * (x[i] - meanX);
      }
      double slope = products / squares;
      return new Line(meanY - slope * meanX, slope);
    }

    /** The value of the line at x. */
    public double at(double x) {
      return intercept + slope * x;
    }
  }
}
