package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.ParameterLayout.Slot;
import io.trainvae.model.VaeSpec;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A VAE on one processor core. A step allocates nothing: every layer keeps its buffers, the loss is
 * computed together with its derivative, and Adam is one pass over flat arrays.
 */
public final class FusedVae implements TrainableVae {
  private final int pixels;
  private final int latent;
  private final int batch;
  private final VaeState state;
  private final FloatPointer parameters;
  private final FloatPointer gradients;
  private final List<DenseKernel> encoder = new ArrayList<>();
  private final List<DenseKernel> decoder = new ArrayList<>();
  private final NativeMatrix images;
  private final NativeMatrix draw;
  private final NativeMatrix drawGradient;
  private final float[] noise;
  private final GaussianLatentKernel gaussian;
  private final BernoulliKernel bernoulli = new BernoulliKernel();
  private final FlatAdam adam;

  /**
   * @param batch the most images of one step, or rows of one encoding or decoding product
   */
  public FusedVae(VaeSpec spec, int pixels, Optimiser optimiser, int batch) {
    this.pixels = pixels;
    this.latent = spec.latent();
    this.batch = batch;
    ParameterLayout layout = new ParameterLayout(spec, pixels);
    this.state = new VaeState(layout.total());
    this.parameters = new FloatPointer(layout.total());
    this.gradients = new FloatPointer(layout.total());
    this.images = new NativeMatrix(batch, pixels);
    this.draw = new NativeMatrix(batch, latent);
    this.drawGradient = new NativeMatrix(batch, latent);
    this.noise = new float[batch * latent];
    this.gaussian = new GaussianLatentKernel(latent, batch);
    this.adam = new FlatAdam(optimiser, layout.total());
    int encoderLayers = spec.encoder().size() + 1;
    for (Slot slot : layout.slots()) {
      List<DenseKernel> half = encoder.size() < encoderLayers ? encoder : decoder;
      half.add(new DenseKernel(slot, batch, state.parameters(), parameters, gradients));
    }
  }

  @Override
  public int pixels() {
    return pixels;
  }

  @Override
  public int latent() {
    return latent;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public float[] images() {
    return images.array();
  }

  @Override
  public float[] noise() {
    return noise;
  }

  @Override
  public StepLoss step(int count, double learningRate) {
    StepLoss loss = gradients(count);
    adam.step(state, gradients, parameters, count, learningRate);
    return loss;
  }

  /**
   * The loss of the first {@code count} images; leaves its derivatives, summed over them, in {@link
   * #gradients()}.
   */
  StepLoss gradients(int count) {
    DenseKernel posterior = last(encoder);
    DenseKernel logits = last(decoder);
    images.toNative(count);
    forward(encoder, images, count);
    gaussian.draw(posterior.output().array(), noise, draw.array(), count);
    draw.toNative(count);
    forward(decoder, draw, count);
    double reconstruction =
        bernoulli.loss(
            logits.output().array(),
            0,
            images.array(),
            0,
            logits.outputGradient().array(),
            count * pixels);
    backward(decoder, draw, drawGradient, count);
    double kl =
        gaussian.divergence(
            posterior.output().array(),
            noise,
            drawGradient.array(),
            posterior.outputGradient().array(),
            count);
    backward(encoder, images, null, count);
    return new StepLoss(reconstruction, kl);
  }

  /** A copy of the gradients that {@link #gradients(int)} left, in the order of the parameters. */
  float[] gradients() {
    float[] copy = new float[state.size()];
    gradients.get(copy);
    return copy;
  }

  private static void forward(List<DenseKernel> layers, NativeMatrix input, int count) {
    NativeMatrix current = input;
    for (DenseKernel layer : layers) {
      layer.forward(current, count);
      current = layer.output();
    }
  }

  private static void backward(
      List<DenseKernel> layers, NativeMatrix input, NativeMatrix inputGradient, int count) {
    for (int i = layers.size() - 1; i > 0; i--) {
      DenseKernel below = layers.get(i - 1);
      layers.get(i).backward(below.output(), below.outputGradient(), count);
    }
    layers.get(0).backward(input, inputGradient, count);
  }

  private static DenseKernel last(List<DenseKernel> layers) {
    return layers.get(layers.size() - 1);
  }

  @Override
  public float[] encode(float[] input, int count) {
    return run(encoder, images, input, count);
  }

  @Override
  public float[] decode(float[] latents, int count) {
    return run(decoder, draw, latents, count);
  }

  /** Takes rows through one half of the model, a batch at a time. */
  private float[] run(List<DenseKernel> half, NativeMatrix input, float[] rows, int count) {
    NativeMatrix output = last(half).output();
    float[] result = new float[Math.multiplyExact(count, output.columns())];
    for (int start = 0; start < count; start += batch) {
      int n = Math.min(batch, count - start);
      System.arraycopy(rows, start * input.columns(), input.array(), 0, n * input.columns());
      input.toNative(n);
      forward(half, input, n);
      System.arraycopy(output.array(), 0, result, start * output.columns(), n * output.columns());
    }
    return result;
  }

  @Override
  public void load(VaeState from) {
    state.set(from);
    parameters.put(state.parameters(), 0, state.size());
  }

  @Override
  public void store(VaeState to) {
    to.set(state);
  }

  @Override
  public void close() {
    encoder.forEach(DenseKernel::close);
    decoder.forEach(DenseKernel::close);
    images.close();
    draw.close();
    drawGradient.close();
    parameters.close();
    gradients.close();
  }
}
