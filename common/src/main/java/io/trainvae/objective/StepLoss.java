package io.trainvae.objective;

/**
 * The loss of a step, summed over its images; in nats, unless the likelihood is a squared error.
 *
 * @param reconstruction negative log likelihood of the pixels; with several latents of an image,
 *     their mean with the importance weights
 * @param kl divergence of the posterior from the prior, not scaled by beta; with several latents
 *     per image, the bound minus the reconstruction
 */
public record StepLoss(double reconstruction, double kl) {
  public static final StepLoss NONE = new StepLoss(0, 0);

  /** The loss of both. */
  public StepLoss plus(StepLoss other) {
    return new StepLoss(reconstruction + other.reconstruction, kl + other.kl);
  }

  public boolean isFinite() {
    return Double.isFinite(reconstruction) && Double.isFinite(kl);
  }
}
