package io.trainvae.network;

/**
 * A trained VAE as its users see it. Arrays are row by row, one image or latent vector after the
 * other.
 */
public interface LatentModel {

  /** Number of pixels of an image. */
  int pixels();

  /** Number of latent dimensions. */
  int latent();

  /**
   * The posterior of each image.
   *
   * @param images {@code [count, pixels]} in [0, 1]
   * @return {@code [count, 2 latent]}: of each image the means, then the log variances
   */
  float[] encode(float[] images, int count);

  /**
   * The decoded images, before the sigmoid.
   *
   * @param latents {@code [count, latent]}
   * @return {@code [count, pixels]} logits
   */
  float[] decode(float[] latents, int count);
}
