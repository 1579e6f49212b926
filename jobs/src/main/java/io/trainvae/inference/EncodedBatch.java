package io.trainvae.inference;

/**
 * Images and their posteriors.
 *
 * @param indices of the images in their split
 * @param images {@code [count, pixels]} in [0, 1]
 * @param posterior {@code [count, 2 latent]}, of each image the means before the log variances
 */
public record EncodedBatch(long[] indices, int[] labels, float[] images, float[] posterior) {

  /** Number of images. */
  public int count() {
    return indices.length;
  }
}
