package io.trainvae.network;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.kernel.FlatParameters;
import io.trainvae.kernel.LayerKernel;
import io.trainvae.kernel.NativeMatrix;
import io.trainvae.model.ArraySize;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.Slot;
import io.trainvae.model.VaeSpec;
import io.trainvae.objective.StepLoss;
import io.trainvae.objective.VaeObjective;
import java.util.Arrays;
import java.util.List;

/**
 * A VAE on one processor core. A step allocates nothing of any size: every layer keeps its buffers,
 * the loss is computed together with its derivative, and the optimiser is one pass over flat
 * arrays. A convolutional step goes through the network a few images at a time, so that what flows
 * between the layers stays in the processor's caches, and sums their gradients.
 */
public final class FusedVae extends TrainableVae {
  /** Images of a convolutional network at once. */
  private static final int SLICE = 4;

  /** Most latents at once. */
  private static final int MOST_ROWS = 1024;

  private final int slice;
  private final VaeState state;
  private final FlatParameters parameters;
  private final LayerStack encoder;
  private final LayerStack decoder;
  private final NativeMatrix input;
  private final NativeMatrix draw;
  private final NativeMatrix drawGradient;
  private final float[] sliceNoise;
  private final int[] imageLabels;
  private final int[] drawLabels;
  private final VaeObjective objective;
  private final FlatOptimiser optimiser;

  /**
   * @param batch the most images of one step, or rows of one encoding or decoding product
   */
  public FusedVae(VaeSpec spec, Shape image, Objective objective, Optimiser optimiser, int batch) {
    super(spec, image, objective, batch);
    this.slice = slice(spec, samples, batch);
    int rows = slice * samples;
    ParameterLayout layout = new ParameterLayout(spec, image);
    this.state = new VaeState(layout.total());
    this.parameters = new FlatParameters(state.parameters());
    List<Slot> slots = layout.slots();
    this.encoder = stack(slots.subList(0, layout.encoderLayers()), slice);
    this.decoder = stack(slots.subList(layout.encoderLayers(), slots.size()), rows);
    this.input = new NativeMatrix(slice, pixels);
    this.draw = new NativeMatrix(rows, spec.latent());
    this.drawGradient = new NativeMatrix(rows, spec.latent());
    this.sliceNoise = new float[rows * spec.latent()];
    this.imageLabels = new int[slice];
    this.drawLabels = new int[rows];
    this.objective = new VaeObjective(spec, pixels, objective, slice);
    this.optimiser = new FlatOptimiser(optimiser, layout.total());
  }

  private static int slice(VaeSpec spec, int samples, int batch) {
    int most = spec.convolves() ? SLICE : batch;
    return Math.max(1, Math.min(Math.min(most, batch), MOST_ROWS / samples));
  }

  private LayerStack stack(List<Slot> slots, int rows) {
    return new LayerStack(
        slots.stream().map(slot -> LayerKernel.of(slot, rows, parameters)).toList());
  }

  @Override
  public StepLoss step(int count, double learningRate, double beta) {
    StepLoss loss = gradients(count, beta);
    optimiser.step(state, parameters, count, learningRate);
    parametersChanged();
    return loss;
  }

  /**
   * The loss of the first {@code count} images; leaves its derivatives, summed over them, in {@link
   * #gradients()}.
   */
  StepLoss gradients(int count, double beta) {
    StepLoss loss = StepLoss.NONE;
    for (int start = 0; start < count; start += slice) {
      loss = loss.plus(sliceGradients(start, Math.min(slice, count - start), beta));
    }
    return loss;
  }

  private StepLoss sliceGradients(int start, int n, double beta) {
    int rows = n * samples;
    int perImage = samples * spec.latent();
    System.arraycopy(images, start * pixels, input.array(), 0, n * pixels);
    System.arraycopy(noise, start * perImage, sliceNoise, 0, n * perImage);
    setLabels(labels, start, n);
    NativeMatrix posterior = encoder.forward(input, imageLabels, n, true);
    objective.draw(posterior.array(), sliceNoise, draw.array(), n);
    NativeMatrix decoded = decoder.forward(draw, drawLabels, rows, true);
    StepLoss loss =
        objective.loss(decoded.array(), input.array(), decoder.outputGradient(), n, beta);
    decoder.backward(draw, drawGradient, drawLabels, rows, start > 0);
    objective.posteriorGradient(
        posterior.array(), sliceNoise, drawGradient.array(), encoder.outputGradient(), n, beta);
    encoder.backward(input, null, imageLabels, n, start > 0);
    return loss;
  }

  private void setLabels(int[] from, int start, int n) {
    if (spec.classes() == 0) {
      return;
    }
    for (int i = 0; i < n; i++) {
      imageLabels[i] = from[start + i];
      Arrays.fill(drawLabels, i * samples, (i + 1) * samples, from[start + i]);
    }
  }

  /** A copy of the gradients that {@link #gradients(int, double)} left, as the parameters stand. */
  float[] gradients() {
    return parameters.gradients(0, state.size(), true);
  }

  @Override
  public float[] encode(float[] rows, int[] labelled, int count) {
    return run(encoder, input, imageLabels, rows, labelled, count);
  }

  @Override
  public float[] decode(float[] latents, int[] labelled, int count) {
    return run(decoder, draw, drawLabels, latents, labelled, count);
  }

  /**
   * Takes rows through one half of the model, always as many at a time as it has room for. The last
   * ones are followed by zeros: matrix products of another number of rows have other last digits.
   */
  private float[] run(
      LayerStack half, NativeMatrix from, int[] to, float[] rows, int[] labelled, int count) {
    int columns = half.outputs();
    float[] result = new float[ArraySize.of("what a network gives", count, columns)];
    int room = to.length;
    for (int start = 0; start < count; start += room) {
      int n = Math.min(room, count - start);
      System.arraycopy(rows, start * from.columns(), from.array(), 0, n * from.columns());
      Arrays.fill(from.array(), n * from.columns(), room * from.columns(), 0);
      if (spec.classes() > 0) {
        System.arraycopy(labelled, start, to, 0, n);
        Arrays.fill(to, n, room, 0);
      }
      NativeMatrix output = half.forward(from, to, room, false);
      System.arraycopy(output.array(), 0, result, start * columns, n * columns);
    }
    return result;
  }

  @Override
  public void load(VaeState from) {
    state.set(from);
    parameters.toNative(0, state.size());
    parametersChanged();
  }

  private void parametersChanged() {
    encoder.parametersChanged();
    decoder.parametersChanged();
  }

  @Override
  public VaeState state() {
    return state;
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
    input.close();
    draw.close();
    drawGradient.close();
    parameters.close();
  }
}
