package io.trainvae.network;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.error.JobException;
import io.trainvae.model.ArraySize;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.objective.StepLoss;
import java.util.function.Consumer;

/**
 * A VAE that can be trained step by step. Not for use by two threads at once.
 *
 * <p>A step is computed from {@link #inputs()}, which the caller fills first, or had filled while
 * the step before was computed.
 */
public abstract class TrainableVae extends VaeModel {
  final int batch;
  final int samples;
  private final Shape image;
  private StepInputs inputs;
  private StepInputs nextInputs;

  TrainableVae(VaeSpec spec, Shape image, Objective objective, int batch) {
    super(spec, image.size());
    this.batch = batch;
    this.samples = objective.importanceSamples();
    this.image = image;
    this.inputs = newInputs();
  }

  private StepInputs newInputs() {
    return new StepInputs(
        new float[imageNumbers(batch, image)],
        new int[batch],
        new float[noiseNumbers(batch, samples, spec)]);
  }

  /**
   * Refuses batches that no array can hold.
   *
   * @throws JobException usage
   */
  public static void checkSize(VaeSpec spec, Shape image, Objective objective, int batch) {
    imageNumbers(batch, image);
    noiseNumbers(batch, objective.importanceSamples(), spec);
    ArraySize.of("the decoded images of a batch", batch, image.size(), spec.likelihood().outputs());
  }

  private static int imageNumbers(int batch, Shape image) {
    return ArraySize.of("the images of a batch", batch, image.size());
  }

  private static int noiseNumbers(int batch, int samples, VaeSpec spec) {
    return ArraySize.of("the latents of a batch", batch, samples, spec.latent());
  }

  /** The most images of one step. */
  public final int batch() {
    return batch;
  }

  /** Latents drawn for each image of a step. */
  public final int samples() {
    return samples;
  }

  /** The inputs of the next step. */
  public final StepInputs inputs() {
    return inputs;
  }

  /**
   * One step of the optimiser on the mean loss of the first {@code count} images.
   *
   * @param count of images, at most {@link #batch()}
   * @param beta factor of the divergence
   */
  public final StepLoss step(int count, double learningRate, double beta) {
    return step(count, learningRate, beta, () -> {});
  }

  /**
   * The same step, while which the inputs of the next one are filled.
   *
   * @param fill fills its argument, on any free thread
   */
  public final StepLoss step(
      int count, double learningRate, double beta, Consumer<StepInputs> fill) {
    if (nextInputs == null) {
      nextInputs = newInputs();
    }
    StepInputs next = nextInputs;
    StepLoss loss = step(count, learningRate, beta, () -> fill.accept(next));
    nextInputs = inputs;
    inputs = next;
    return loss;
  }

  /**
   * @param alongside run once, on whichever thread is free
   */
  abstract StepLoss step(int count, double learningRate, double beta, Runnable alongside);

  /** Continues from this state, which is copied. */
  public abstract void load(VaeState state);

  /**
   * The current state, without a copy if possible. The caller may change it; then it must call
   * {@link #load} before the next step.
   */
  public abstract VaeState state();

  /** Ends the threads of this network; the next step starts new ones. */
  public void rest() {}

  @Override
  public abstract void close();
}
