package io.trainvae.network;

import io.trainvae.kernel.LayerWeights;
import io.trainvae.kernel.Slice;
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
   * @param vae that provides the inputs
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
    this.encoder = LayerStack.of(encoder, images);
    this.decoder = LayerStack.of(decoder, rows);
    this.objective = objective;
    this.input = new float[Math.multiplyExact(images, vae.pixels)];
    this.draw = new float[Math.multiplyExact(rows, vae.latent())];
    this.drawGradient = new float[draw.length];
    this.noise = new float[draw.length];
    this.imageLabels = new int[images];
    this.drawLabels = new int[rows];
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
    return half(encoder, input, imageLabels).run(rows, labelled, count);
  }

  float[] decode(float[] latents, int[] labelled, int count) {
    return half(decoder, draw, drawLabels).run(latents, labelled, count);
  }

  private FixedBatchRunner half(LayerStack layers, float[] from, int[] labels) {
    int rows = StepPartition.steady(labels.length);
    return new FixedBatchRunner(layers, from, labels, rows, vae.spec.classes() > 0);
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
  }
}
