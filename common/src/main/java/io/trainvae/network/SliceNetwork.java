package io.trainvae.network;

import io.trainvae.kernel.LayerKernel;
import io.trainvae.kernel.LayerWeights;
import io.trainvae.kernel.Slice;
import io.trainvae.model.ArraySize;
import io.trainvae.objective.StepLoss;
import io.trainvae.objective.VaeObjective;
import java.util.Arrays;
import java.util.List;

/** A thread's buffers for a slice of a step, and the way of a slice through the network. */
final class SliceNetwork implements AutoCloseable {
  private final TrainableVae vae;
  private final LayerStack encoder;
  private final LayerStack decoder;
  private final VaeObjective objective;
  private final float[] input;
  private final float[] draw;
  private final float[] drawGradient;
  private final float[] noise;
  private final int[] imageLabels;
  private final int[] drawLabels;

  /**
   * @param vae whose inputs are taken
   * @param images the most of a slice
   */
  SliceNetwork(
      TrainableVae vae,
      List<LayerWeights> encoder,
      List<LayerWeights> decoder,
      VaeObjective objective,
      int images) {
    int rows = images * vae.samples;
    this.vae = vae;
    this.encoder = stack(encoder, images);
    this.decoder = stack(decoder, rows);
    this.objective = objective;
    this.input = new float[Math.multiplyExact(images, vae.pixels)];
    this.draw = new float[Math.multiplyExact(rows, vae.latent())];
    this.drawGradient = new float[draw.length];
    this.noise = new float[draw.length];
    this.imageLabels = new int[images];
    this.drawLabels = new int[rows];
  }

  private static LayerStack stack(List<LayerWeights> layers, int rows) {
    return new LayerStack(layers.stream().map(layer -> LayerKernel.of(layer, rows)).toList());
  }

  /**
   * Forth and back; the gradients go to the slice's lane, inputs and deltas to where layers keep
   * them.
   *
   * @param chunk first image of the chunk
   * @param images the slice, within the chunk
   */
  StepLoss gradients(int chunk, Slice images, double beta) {
    int n = images.rows();
    int samples = vae.samples;
    Slice draws = new Slice(images.first() * samples, n * samples, images.lane(), images.add());
    load(chunk + images.first(), n);
    float[] posterior = encoder.forward(input, imageLabels, images, true);
    objective.draw(posterior, noise, draw, n);
    float[] decoded = decoder.forward(draw, drawLabels, draws, true);
    StepLoss loss = objective.loss(decoded, input, decoder.outputGradient(), n, beta);
    decoder.backward(draw, drawGradient, drawLabels, draws);
    objective.posteriorGradient(posterior, noise, drawGradient, encoder.outputGradient(), n, beta);
    encoder.backward(input, null, imageLabels, images);
    return loss;
  }

  private void load(int first, int n) {
    StepInputs inputs = vae.inputs();
    int perImage = vae.samples * vae.latent();
    System.arraycopy(inputs.images(), first * vae.pixels, input, 0, n * vae.pixels);
    System.arraycopy(inputs.noise(), first * perImage, noise, 0, n * perImage);
    if (vae.spec.classes() > 0) {
      for (int i = 0; i < n; i++) {
        imageLabels[i] = inputs.labels()[first + i];
        Arrays.fill(drawLabels, i * vae.samples, (i + 1) * vae.samples, imageLabels[i]);
      }
    }
  }

  float[] encode(float[] rows, int[] labelled, int count) {
    return run(encoder, input, imageLabels, rows, labelled, count);
  }

  float[] decode(float[] latents, int[] labelled, int count) {
    return run(decoder, draw, drawLabels, latents, labelled, count);
  }

  /**
   * Takes rows through one half of the model, always as many at a time as it has room for. The last
   * ones are followed by zeros: matrix products of another number of rows have other last digits.
   */
  private float[] run(
      LayerStack half, float[] from, int[] to, float[] rows, int[] labelled, int count) {
    int room = to.length;
    int inputs = from.length / room;
    int outputs = half.outputs();
    float[] result = new float[ArraySize.of("what a network gives", count, outputs)];
    for (int start = 0; start < count; start += room) {
      int n = Math.min(room, count - start);
      System.arraycopy(rows, start * inputs, from, 0, n * inputs);
      Arrays.fill(from, n * inputs, from.length, 0);
      if (vae.spec.classes() > 0) {
        System.arraycopy(labelled, start, to, 0, n);
        Arrays.fill(to, n, room, 0);
      }
      float[] output = half.forward(from, to, Slice.forthOnly(room), false);
      System.arraycopy(output, 0, result, start * outputs, n * outputs);
    }
    return result;
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
  }
}
