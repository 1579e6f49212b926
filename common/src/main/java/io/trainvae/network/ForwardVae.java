package io.trainvae.network;

import io.trainvae.kernel.LayerWeights;
import java.util.List;

/**
 * A trained VAE on one processor core, for inference only: it has no gradients, no moments and no
 * buffers for them. Its results equal those of {@link FusedVae} with the same parameters and batch,
 * to the bit, because both take the same number of rows at a time.
 */
final class ForwardVae extends VaeModel {
  private final SharedWeights weights;
  private final FixedBatchRunner encoder;
  private final FixedBatchRunner decoder;
  private boolean closed;

  /**
   * @param batch rows of an encoding or decoding; a product takes a slice of them
   */
  ForwardVae(SavedModel model, int batch) {
    super(model.spec(), model.pixels());
    int rows = StepPartition.steady(StepPartition.of(spec, pixels, 1, batch).slice());
    this.weights = SharedWeights.of(model);
    this.encoder = half(weights.encoder(), rows, pixels);
    this.decoder = half(weights.decoder(), rows, spec.latent());
  }

  private FixedBatchRunner half(List<LayerWeights> layers, int rows, int inputs) {
    return new FixedBatchRunner(
        LayerStack.of(layers, rows),
        new float[Math.multiplyExact(rows, inputs)],
        new int[rows],
        rows,
        spec.classes() > 0);
  }

  @Override
  public float[] encode(float[] images, int[] labels, int count) {
    return encoder.run(images, labels, count);
  }

  @Override
  public float[] decode(float[] latents, int[] labels, int count) {
    return decoder.run(latents, labels, count);
  }

  @Override
  public void decode(float[] latents, int[] labels, int count, DecodedRows to) {
    decoder.run(latents, labels, count, to);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      encoder.layers().close();
      decoder.layers().close();
      weights.close();
    }
  }
}
