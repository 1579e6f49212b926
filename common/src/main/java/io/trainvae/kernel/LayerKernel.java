package io.trainvae.kernel;

import io.trainvae.model.Slot;
import java.util.Arrays;

/** A layer forth and back, for so many rows at a time: a row is what belongs to one image. */
public abstract class LayerKernel implements AutoCloseable {
  /**
   * With fewer rows, a dense layer's products are OpenBLAS's, whose last digits depend on where a
   * row stands; up to four rows, which it computes side by side, are safe.
   */
  public static final int STEADY_ROWS = MatrixProducts.FEW_ROWS;

  /** Of the larger side: with fewer, products by {@link Planes} are too small to be fast. */
  private static final int FEW_CHANNELS = 4;

  /** About how many numbers a loop over biases takes: those of few channels many times over. */
  private static final int TILES = 512;

  private final Slot slot;
  private final NativeMatrix output;
  private final NativeMatrix outputGradient;
  private final Activations activation;
  private final float[] tiles;
  private final FlatParameters parameters;

  LayerKernel(Slot slot, int rows, FlatParameters parameters) {
    this.slot = slot;
    this.parameters = parameters;
    this.output = new NativeMatrix(rows, slot.out().size());
    this.outputGradient = new NativeMatrix(rows, slot.out().size());
    this.activation = Activations.of(slot.activation(), output.array().length);
    this.tiles = new float[slot.biasCount() * Math.max(1, TILES / slot.biasCount())];
  }

  /** The kernel for a layer. */
  public static LayerKernel of(Slot slot, int rows, FlatParameters parameters) {
    return switch (slot.kind()) {
      case DENSE -> new DenseKernel(slot, rows, parameters);
      case CONVOLUTION ->
          slot.in().channels() < FEW_CHANNELS
              ? new PatchConvolution(slot, rows, parameters)
              : new PlaneConvolution(slot, rows, parameters);
      case TRANSPOSED_CONVOLUTION ->
          slot.out().channels() < FEW_CHANNELS
              ? new PatchTransposedConvolution(slot, rows, parameters)
              : new PlaneTransposedConvolution(slot, rows, parameters);
    };
  }

  /** Its array is up to date after {@link #forward}. */
  public final NativeMatrix output() {
    return output;
  }

  /**
   * The loss's derivative by {@link #output()}: its array is to be filled before {@link #backward}.
   */
  public final NativeMatrix outputGradient() {
    return outputGradient;
  }

  /** To be called after the parameters changed, before the next {@link #forward}. */
  public void parametersChanged() {}

  /**
   * @param input of which the array is up to date
   * @param labels of each row; looked at by layers that see labels only
   * @param training whether {@link #backward} follows
   */
  public final void forward(NativeMatrix input, int[] labels, int rows, boolean training) {
    int count = rows * output.columns();
    product(input, rows);
    addBiases(count);
    if (slot.classes() > 0) {
      addLabels(labels, rows);
    }
    activation.apply(output.array(), count, training);
  }

  /** The layer's output without biases and activation, in the output's array. */
  abstract void product(NativeMatrix input, int rows);

  private void addLabels(int[] labels, int rows) {
    int count = slot.biasCount();
    for (int row = 0; row < rows; row++) {
      int label = slot.labels() + labels[row] * count;
      add(output.array(), row * count, parameters.array(), label, count);
    }
  }

  private void addBiases(int end) {
    int count = slot.biasCount();
    for (int start = 0; start < tiles.length; start += count) {
      System.arraycopy(parameters.array(), slot.biases(), tiles, start, count);
    }
    for (int start = 0; start < end; start += tiles.length) {
      add(output.array(), start, tiles, 0, Math.min(tiles.length, end - start));
    }
  }

  /**
   * Computes this layer's gradients, summed over the rows.
   *
   * @param input as it was given to {@link #forward}
   * @param inputGradient where the loss's derivative by the input is written; null where nobody
   *     needs it
   * @param add whether to add the gradients to those of earlier rows
   */
  public final void backward(
      NativeMatrix input, NativeMatrix inputGradient, int[] labels, int rows, boolean add) {
    float[] delta = outputGradient.array();
    int count = rows * output.columns();
    activation.backward(output.array(), delta, count);
    sumBiasGradients(delta, count, add);
    if (slot.classes() > 0) {
      sumLabelGradients(delta, labels, rows, add);
    }
    productGradients(input, inputGradient, rows, add);
  }

  /** The gradients of the weights, and the array of the input's gradient. */
  abstract void productGradients(
      NativeMatrix input, NativeMatrix inputGradient, int rows, boolean add);

  private void sumBiasGradients(float[] delta, int end, boolean add) {
    int count = slot.biasCount();
    Arrays.fill(tiles, 0);
    for (int start = 0; start < end; start += tiles.length) {
      add(tiles, 0, delta, start, Math.min(tiles.length, end - start));
    }
    float[] sums = parameters.gradients(slot.biases(), count, add);
    for (int start = 0; start < tiles.length; start += count) {
      add(sums, 0, tiles, start, count);
    }
    parameters.putGradients(slot.biases(), sums);
  }

  private void sumLabelGradients(float[] delta, int[] labels, int rows, boolean add) {
    int count = slot.biasCount();
    float[] sums = parameters.gradients(slot.labels(), slot.classes() * count, add);
    for (int row = 0; row < rows; row++) {
      add(sums, labels[row] * count, delta, row * count, count);
    }
    parameters.putGradients(slot.labels(), sums);
  }

  static void add(float[] sum, int sumStart, float[] term, int termStart, int count) {
    for (int i = 0; i < count; i++) {
      sum[sumStart + i] += term[termStart + i];
    }
  }

  final Slot slot() {
    return slot;
  }

  final FlatParameters parameters() {
    return parameters;
  }

  @Override
  public void close() {
    output.close();
    outputGradient.close();
  }
}
