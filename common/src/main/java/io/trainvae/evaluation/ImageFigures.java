package io.trainvae.evaluation;

/**
 * A model's figures for one image, in nats.
 *
 * @param reconstruction negative log likelihood of the pixels at one latent sample
 * @param kl divergence of the posterior from the prior
 * @param nll negative importance-weighted bound on the log likelihood; NaN where none was asked for
 */
public record ImageFigures(double reconstruction, double kl, double nll) {

  /**
   * The anomaly score: the negative of the tightest bound that was computed. Higher means less like
   * the training images.
   */
  public double score() {
    return Double.isNaN(nll) ? reconstruction + kl : nll;
  }
}
