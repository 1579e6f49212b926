package io.trainvae.evaluation;

/**
 * {@code log(mean(exp(x)))} of numbers that come one by one, without overflow, in constant memory.
 */
final class LogMeanExp {
  private double largest = Double.NEGATIVE_INFINITY;
  private double scaledSum;
  private long count;

  void add(double x) {
    if (x > largest) {
      scaledSum = scaledSum * Math.exp(largest - x) + 1;
      largest = x;
    } else {
      scaledSum += Math.exp(x - largest);
    }
    count++;
  }

  double value() {
    return largest + Math.log(scaledSum / count);
  }
}
