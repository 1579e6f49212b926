package io.trainvae.network;

/**
 * What a step of a {@link TrainableVae} is computed from, for the caller to fill.
 *
 * @param images {@code [batch, pixels]} in [0, 1]
 * @param labels of the images, for a conditional model
 * @param noise {@code [batch samples, latent]}, standard normal
 */
public record StepInputs(float[] images, int[] labels, float[] noise) {}
