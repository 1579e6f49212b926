package io.trainvae.evaluation;

/**
 * What a model says of one image; nats.
 *
 * @param reconstruction negative log likelihood of the pixels at one latent sample
 * @param kl divergence of the posterior from the prior
 * @param nll negative importance-weighted bound on the log likelihood; NaN where none was asked for
 */
public record ImageFigures(double reconstruction, double kl, double nll) {

  /** How little the image is like those of the training: the tightest bound that there is. */
  public double score() {
    return Double.isNaN(nll) ? reconstruction + kl : nll;
  }
}
