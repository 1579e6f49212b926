package io.trainvae.network;

/**
 * A VAE that can be trained step by step. Not for use by two threads at once.
 *
 * <p>A step takes its images from {@link #images()} and its noise from {@link #noise()}, which the
 * caller fills first.
 */
public interface TrainableVae extends LatentModel, AutoCloseable {

  /**
   * What a step cost, summed over its images; nats.
   *
   * @param reconstruction negative log likelihood of the pixels, at one latent sample per image
   * @param kl divergence of the posterior from the prior
   */
  record StepLoss(double reconstruction, double kl) {
    public boolean isFinite() {
      return Double.isFinite(reconstruction) && Double.isFinite(kl);
    }
  }

  /** The most images of one step. */
  int batch();

  /** Where the next step's images go: {@code [batch, pixels]} in [0, 1]. */
  float[] images();

  /** Where the next step's noise goes: {@code [batch, latent]}, standard normal. */
  float[] noise();

  /**
   * One step of the optimiser on the mean loss of the first {@code count} images.
   *
   * @param count of images, at most {@link #batch()}
   */
  StepLoss step(int count, double learningRate);

  /** Continues from this state, which is copied. */
  void load(VaeState state);

  /** Copies the state as it is now into one of the same size. */
  void store(VaeState state);

  @Override
  void close();
}
