package io.trainvae.network;

/**
 * The inputs of a step of a {@link TrainableVae}, which the caller fills.
 *
 * @param images {@code [batch, pixels]} in [0, 1]
 * @param labels of the images, for a conditional model
 * @param noise {@code [batch samples, latent]}, standard normal
 */
public record StepInputs(float[] images, int[] labels, float[] noise) {}
