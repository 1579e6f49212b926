package io.trainvae.network;

/**
 * A trained VAE as its users see it. Arrays are row by row, one image or latent vector after the
 * other. Labels, one for each row, are looked at by a conditional model only; elsewhere they may be
 * null.
 *
 * <p>What a row gives depends, to the last bit, on that row, on the parameters and on how many rows
 * the model was opened for: not on how many rows are asked for, on what they hold, or on where
 * among them the row stands. Rows are computed in whole batches for it, since matrix products of
 * another number of rows have other last digits. So it is on processors with oneDNN, which are
 * those of x86-64; OpenBLAS alone, and what DL4J computes with on GPUs, may treat the rows at the
 * edge of a batch in another way.
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
   * What the likelihood needs of each image.
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
     * @param first place of the first row among those that were asked for
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
