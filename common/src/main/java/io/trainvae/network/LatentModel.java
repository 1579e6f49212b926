package io.trainvae.network;

/**
 * A trained VAE as its users see it. Arrays are row by row, one image or latent vector after the
 * other. Only a conditional model uses the labels, one for each row; otherwise they may be null.
 *
 * <p>The result of a row depends, to the last bit, only on that row, on the parameters and on the
 * number of rows for which the model was opened. It does not depend on the number, the content or
 * the order of the other rows. Rows are computed in whole batches, because matrix products of
 * another number of rows have other last digits. This holds on processors with oneDNN (x86-64).
 * With OpenBLAS alone, and on GPUs, rows at the edge of a batch may differ.
 */
public interface LatentModel {
  /** Number of pixels of an image. */
  int pixels();

  /** Number of latent dimensions. */
  int latent();

  /** Numbers that the decoder gives for each pixel. */
  int outputs();

  /**
   * The posterior of each image.
   *
   * @param images {@code [count, pixels]} in [0, 1]
   * @return {@code [count, 2 latent]}: of each image the means, then the log variances
   */
  float[] encode(float[] images, int[] labels, int count);

  /**
   * The decoder's outputs for each image, from which the likelihood is computed.
   *
   * @param latents {@code [count, latent]}
   * @return {@code [count, pixels, outputs]}
   */
  float[] decode(float[] latents, int[] labels, int count);

  /** Takes decoded rows. */
  @FunctionalInterface
  interface DecodedRows {
    /**
     * @param decoded {@code [rows, pixels, outputs]} and perhaps more, to be read before the return
     * @param first index of the first row among the requested rows
     */
    void take(float[] decoded, int first, int rows);
  }

  /**
   * Decodes, and hands the rows over in their order, some at a time, without an array for all.
   *
   * @param latents {@code [count, latent]}
   */
  default void decode(float[] latents, int[] labels, int count, DecodedRows to) {
    to.take(decode(latents, labels, count), 0, count);
  }

  /**
   * The decoded images as they are shown, before the sigmoid.
   *
   * @param latents {@code [count, latent]}
   * @return {@code [count, pixels]}
   */
  default float[] logits(float[] latents, int[] labels, int count) {
    float[] decoded = decode(latents, labels, count);
    if (outputs() == 1) {
      return decoded;
    }
    float[] logits = new float[count * pixels()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = decoded[i * outputs()];
    }
    return logits;
  }
}
