package io.trainvae.objective;

import io.trainvae.kernel.VectorMath;

/** The function that turns a decoder's output into the mean of a normal distribution. */
enum Link {
  /** The mean is the sigmoid of the output, for values in [0, 1]. */
  SIGMOID {
    @Override
    void mean(double[] output, double[] tail, double[] mean, int n) {
      VectorMath.sigmoid(output, tail, mean, n);
    }

    @Override
    double slope(double mean) {
      return mean * (1 - mean);
    }
  },
  /** The mean is the output itself, for values of any size. */
  IDENTITY {
    @Override
    void mean(double[] output, double[] tail, double[] mean, int n) {
      System.arraycopy(output, 0, mean, 0, n);
    }

    @Override
    double slope(double mean) {
      return 1;
    }
  };

  /**
   * @param tail {@code exp(-|output|)}
   */
  abstract void mean(double[] output, double[] tail, double[] mean, int n);

  /** The derivative of a mean by its output. */
  abstract double slope(double mean);
}
