package io.trainvae.objective;

import java.util.Arrays;

/** The weights of an image's latents, {@code p(x, z) / q(z|x)}, divided by their sum. */
final class ImportanceWeights {
  private final int samples;
  private final double[] nlls;
  private final double[] weights;

  ImportanceWeights(int samples, int images) {
    this.samples = samples;
    this.nlls = new double[samples * images];
    this.weights = new double[samples * images];
    Arrays.fill(weights, 1);
  }

  /**
   * @param nll {@code -log p(x|z)}
   * @param logRatio {@code log p(z) - log q(z|x)}
   */
  void set(int row, double nll, double logRatio) {
    nlls[row] = nll;
    if (samples > 1) {
      weights[row] = logRatio - nll;
    }
  }

  /** Makes logarithms into weights that sum to 1; returns the log of the mean weight before. */
  double normalise(int image) {
    int first = image * samples;
    int end = first + samples;
    double largest = Arrays.stream(weights, first, end).max().orElseThrow();
    double sum = 0;
    for (int row = first; row < end; row++) {
      weights[row] = StrictMath.exp(weights[row] - largest);
      sum += weights[row];
    }
    for (int row = first; row < end; row++) {
      weights[row] /= sum;
    }
    return largest + StrictMath.log(sum / samples);
  }

  double of(int row) {
    return weights[row];
  }

  double nll(int row) {
    return nlls[row];
  }
}
