package io.trainvae.network;

/**
 * The latent of each image: its draw by reparameterisation, its divergence from the prior, and the
 * derivatives of both. Posterior rows are the means, then the log variances.
 */
final class GaussianLatentKernel {
  private final int latent;
  private final double[] half;
  private final double[] deviation;
  private final double[] deviations;

  GaussianLatentKernel(int latent, int rows) {
    this.latent = latent;
    this.half = new double[latent];
    this.deviation = new double[latent];
    this.deviations = new double[latent * rows];
  }

  /** {@code z = mean + exp(logVar / 2) noise}. */
  void draw(float[] posterior, float[] noise, float[] z, int rows) {
    for (int row = 0; row < rows; row++) {
      int mean = row * 2 * latent;
      int at = row * latent;
      for (int i = 0; i < latent; i++) {
        half[i] = 0.5 * posterior[mean + latent + i];
      }
      VectorMath.exp(half, deviation, latent);
      for (int i = 0; i < latent; i++) {
        deviations[at + i] = deviation[i];
        z[at + i] = (float) (posterior[mean + i] + deviation[i] * noise[at + i]);
      }
    }
  }

  /**
   * The divergence of what was drawn last, summed over the rows, in nats. The derivative of the
   * whole loss by the posterior goes to {@code gradient}.
   *
   * @param toDraw the reconstruction loss's derivative by the draw
   */
  double divergence(float[] posterior, float[] noise, float[] toDraw, float[] gradient, int rows) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      int at = row * 2 * latent;
      for (int i = 0; i < latent; i++) {
        double mean = posterior[at + i];
        double logVar = posterior[at + latent + i];
        double deviation = deviations[row * latent + i];
        double variance = deviation * deviation;
        double delta = toDraw[row * latent + i];
        sum += 0.5 * (mean * mean + variance - logVar - 1);
        gradient[at + i] = (float) (delta + mean);
        gradient[at + latent + i] =
            (float) (0.5 * (delta * deviation * noise[row * latent + i] + variance - 1));
      }
    }
    return sum;
  }
}
