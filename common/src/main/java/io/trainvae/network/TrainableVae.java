package io.trainvae.network;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.objective.StepLoss;

/**
 * A VAE that can be trained step by step. Not for use by two threads at once.
 *
 * <p>A step takes its images from {@link #images()}, their labels from {@link #labels()} and its
 * noise from {@link #noise()}, which the caller fills first.
 */
public abstract class TrainableVae implements LatentModel, AutoCloseable {
  final VaeSpec spec;
  final int pixels;
  final int batch;
  final int samples;
  final float[] images;
  final int[] labels;
  final float[] noise;

  TrainableVae(VaeSpec spec, Shape image, Objective objective, int batch) {
    this.spec = spec;
    this.pixels = image.size();
    this.batch = batch;
    this.samples = objective.importanceSamples();
    this.images = new float[batch * pixels];
    this.labels = new int[batch];
    this.noise = new float[batch * samples * spec.latent()];
  }

  @Override
  public final int pixels() {
    return pixels;
  }

  @Override
  public final int latent() {
    return spec.latent();
  }

  @Override
  public final int outputs() {
    return spec.likelihood().outputs();
  }

  /** The most images of one step. */
  public final int batch() {
    return batch;
  }

  /** Latents drawn for each image of a step. */
  public final int samples() {
    return samples;
  }

  /** Where the next step's images go: {@code [batch, pixels]} in [0, 1]. */
  public final float[] images() {
    return images;
  }

  /** Where the labels of the next step's images go, for a conditional model. */
  public final int[] labels() {
    return labels;
  }

  /** Where the next step's noise goes: {@code [batch samples, latent]}, standard normal. */
  public final float[] noise() {
    return noise;
  }

  /**
   * One step of the optimiser on the mean loss of the first {@code count} images.
   *
   * @param count of images, at most {@link #batch()}
   * @param beta what the divergence is scaled by
   */
  public abstract StepLoss step(int count, double learningRate, double beta);

  /** Continues from this state, which is copied. */
  public abstract void load(VaeState state);

  /**
   * The state as it is now, without a copy where that can be. The caller may change it, as the next
   * step does; then {@link #load} must come before that.
   */
  public abstract VaeState state();

  /** Ends threads of its own; the next step starts others. */
  public void rest() {}

  @Override
  public abstract void close();
}
