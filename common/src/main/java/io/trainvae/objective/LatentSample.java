package io.trainvae.objective;

import io.trainvae.kernel.VectorMath;

/**
 * The latents of each image, drawn by reparameterisation, their divergence from the prior, and the
 * derivatives of both. Posterior rows are the means, then the log variances.
 */
final class LatentSample {
  private final int latent;
  private final int samples;
  private final double[] half;
  private final double[] deviation;
  private final double[] deviations;
  private final double[] divergences;
  private final double[] logRatios;
  private final double[] z;

  LatentSample(int latent, int samples, int images) {
    this.latent = latent;
    this.samples = samples;
    this.half = new double[latent];
    this.deviation = new double[latent];
    this.deviations = new double[latent * images];
    this.divergences = new double[images];
    this.logRatios = new double[images * samples];
    this.z = new double[latent * images * samples];
  }

  /** {@code z = mean + exp(logVar / 2) noise}. */
  void draw(float[] posterior, float[] noise, float[] to, int images) {
    for (int image = 0; image < images; image++) {
      int mean = image * 2 * latent;
      spread(posterior, mean, image);
      for (int row = image * samples; row < (image + 1) * samples; row++) {
        drawRow(posterior, mean, noise, row, to);
      }
    }
  }

  private void spread(float[] posterior, int mean, int image) {
    for (int i = 0; i < latent; i++) {
      half[i] = 0.5 * posterior[mean + latent + i];
    }
    VectorMath.exp(half, deviation, latent);
    double sum = 0;
    for (int i = 0; i < latent; i++) {
      double m = posterior[mean + i];
      deviations[image * latent + i] = deviation[i];
      sum += 0.5 * (m * m + deviation[i] * deviation[i] - 2 * half[i] - 1);
    }
    divergences[image] = sum;
  }

  private void drawRow(float[] posterior, int mean, float[] noise, int row, float[] to) {
    double logRatio = 0;
    for (int i = 0; i < latent; i++) {
      int at = row * latent + i;
      double draw = posterior[mean + i] + deviation[i] * noise[at];
      z[at] = draw;
      to[at] = (float) draw;
      logRatio += 0.5 * ((double) noise[at] * noise[at] - draw * draw) + half[i];
    }
    logRatios[row] = logRatio;
  }

  /** {@code log p(z) - log q(z|x)} of each latent drawn, nats. */
  double[] logRatios() {
    return logRatios;
  }

  /**
   * The divergence in closed form, summed over the images, in nats (Kingma and Welling 2014,
   * appendix B).
   */
  double divergence(int images) {
    double sum = 0;
    for (int image = 0; image < images; image++) {
      sum += divergences[image];
    }
    return sum;
  }

  void closedFormGradient(
      float[] posterior, float[] noise, float[] toDraw, float[] gradient, int images, double beta) {
    for (int image = 0; image < images; image++) {
      int to = image * 2 * latent;
      for (int i = 0; i < latent; i++) {
        int at = image * latent + i;
        double sigma = deviations[at];
        double delta = toDraw[at];
        gradient[to + i] = (float) (delta + beta * posterior[to + i]);
        gradient[to + latent + i] =
            (float) (0.5 * (delta * sigma * noise[at] + beta * (sigma * sigma - 1)));
      }
    }
  }

  /** With z a function of mean, log variance and noise, {@code log q} is {@code -logVar / 2}. */
  void sampledGradient(
      float[] noise,
      float[] toDraw,
      float[] gradient,
      int images,
      double beta,
      ImportanceWeights weights) {
    for (int image = 0; image < images; image++) {
      int to = image * 2 * latent;
      for (int i = 0; i < latent; i++) {
        double toMean = 0;
        double toLogVar = -0.5 * beta;
        for (int row = image * samples; row < (image + 1) * samples; row++) {
          int at = row * latent + i;
          double delta = toDraw[at] + weights.of(row) * beta * z[at];
          toMean += delta;
          toLogVar += 0.5 * delta * deviations[image * latent + i] * noise[at];
        }
        gradient[to + i] = (float) toMean;
        gradient[to + latent + i] = (float) toLogVar;
      }
    }
  }
}
