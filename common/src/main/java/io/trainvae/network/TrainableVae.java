package io.trainvae.network;

import io.trainvae.objective.StepLoss;

/**
 * A VAE that can be trained step by step. Not for use by two threads at once.
 *
 * <p>A step takes its images from {@link #images()}, their labels from {@link #labels()} and its
 * noise from {@link #noise()}, which the caller fills first.
 */
public interface TrainableVae extends LatentModel, AutoCloseable {
  /** The most images of one step. */
  int batch();

  /** Latents drawn for each image of a step. */
  int samples();

  /** Where the next step's images go: {@code [batch, pixels]} in [0, 1]. */
  float[] images();

  /** Where the labels of the next step's images go, for a conditional model. */
  int[] labels();

  /** Where the next step's noise goes: {@code [batch samples, latent]}, standard normal. */
  float[] noise();

  /**
   * One step of the optimiser on the mean loss of the first {@code count} images.
   *
   * @param count of images, at most {@link #batch()}
   * @param beta what the divergence is scaled by
   */
  StepLoss step(int count, double learningRate, double beta);

  /** Continues from this state, which is copied. */
  void load(VaeState state);

  /** Copies the state as it is now into one of the same size. */
  void store(VaeState state);

  @Override
  void close();
}
