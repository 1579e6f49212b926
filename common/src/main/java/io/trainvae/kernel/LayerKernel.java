package io.trainvae.kernel;

import io.trainvae.model.ArraySize;
import io.trainvae.model.LayerParameters;
import io.trainvae.model.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * The forward and backward pass of a layer on one thread, for a fixed number of rows at a time. A
 * row belongs to one image. A layer with fixed weights has no backward pass and no buffers for it.
 */
public abstract class LayerKernel implements AutoCloseable {
  /**
   * With fewer rows, OpenBLAS computes a dense layer's products, and the last digits of a row
   * depend on its position. Up to four rows are safe, because OpenBLAS computes them together.
   */
  public static final int STEADY_ROWS = MatrixProducts.FEW_ROWS;

  /**
   * Channels of the larger side. With fewer, products by {@link Planes} are too small to be fast.
   */
  private static final int FEW_CHANNELS = 4;

  /** About how many numbers a loop over biases takes: those of few channels many times over. */
  private static final int TILES = 512;

  private final LayerWeights layer;
  private final LayerParameters layout;
  private final float[] output;
  private final float[] outputGradient;
  private final Activations activation;
  private final float[] tiles;
  private final float[] block;
  private final float[] labelRow;
  private final float[] labelSums;

  /** The second consumer of this layer's output, besides the next layer; null if there is none. */
  private SumKernel sum;

  LayerKernel(LayerWeights layer, int rows) {
    this.layer = layer;
    this.layout = layer.layout();
    this.output = new float[ArraySize.of("the rows of a layer", rows, layout.out().size())];
    this.outputGradient = new float[layer.ifTrained(output.length)];
    this.activation = Activations.of(layout.activation(), outputGradient.length);
    this.tiles = new float[tiles(layout.biasCount())];
    this.block = new float[tiles.length];
    this.labelRow = new float[layout.classes() > 0 ? layout.biasCount() : 0];
    this.labelSums = new float[layer.ifTrained(layout.classes() * layout.biasCount())];
  }

  private static int tiles(int biases) {
    return biases == 0 ? 0 : biases * Math.max(1, TILES / biases);
  }

  /**
   * A thread's kernel for a layer.
   *
   * @param below the kernels of all layers before it
   */
  public static LayerKernel of(LayerWeights layer, int rows, List<LayerKernel> below) {
    LayerParameters layout = layer.layout();
    return switch (layout.kind()) {
      case DENSE -> new DenseKernel((DenseWeights) layer, rows);
      case CONVOLUTION ->
          usesPlanes(layout)
              ? new PlaneConvolution((WindowWeights) layer, rows)
              : new PatchConvolution((WindowWeights) layer, rows);
      case TRANSPOSED_CONVOLUTION ->
          usesPlanes(layout)
              ? new PlaneTransposedConvolution((WindowWeights) layer, rows)
              : new PatchTransposedConvolution((WindowWeights) layer, rows);
      case UPSAMPLING -> new UpsamplingKernel(layer, rows);
      case NORMALISATION -> new NormalisationKernel(layer, rows);
      case SUM -> new SumKernel(layer, rows, below.get(below.size() - 1 - layout.block()));
    };
  }

  /** Says that the sum at the end of a residual block takes this layer's output too. */
  final void takenBy(SumKernel other) {
    sum = other;
  }

  static boolean usesPlanes(LayerParameters layout) {
    return large(layout).channels() >= FEW_CHANNELS;
  }

  /** The side of a convolution that windows look at. */
  static Shape large(LayerParameters layout) {
    return layout.kind() == LayerParameters.Kind.CONVOLUTION ? layout.in() : layout.out();
  }

  /** The side of a convolution with one pixel for every position of the window. */
  static Shape small(LayerParameters layout) {
    return layout.kind() == LayerParameters.Kind.CONVOLUTION ? layout.out() : layout.in();
  }

  /** {@code [rows, outputs]}, after {@link #forward}. */
  public final float[] output() {
    return output;
  }

  /** Numbers in a row of the output. */
  public final int outputs() {
    return layout.out().size();
  }

  /** The loss's derivative by {@link #output()}: to be filled before {@link #backward}. */
  public final float[] outputGradient() {
    return outputGradient;
  }

  /**
   * @param input {@code [rows, inputs]}
   * @param labels of each row; only used by layers with labels as inputs
   * @param training whether {@link #backward} follows
   */
  public final void forward(float[] input, int[] labels, Slice slice, boolean training) {
    int count = slice.rows() * outputs();
    product(input, slice);
    if (tiles.length > 0) {
      addBiases(count);
    }
    if (layout.classes() > 0) {
      addLabels(labels, slice.rows());
    }
    activation.apply(output, count, training);
  }

  /** The layer's output without biases and activation. */
  abstract void product(float[] input, Slice slice);

  private void addLabels(int[] labels, int rows) {
    int count = layout.biasCount();
    for (int row = 0; row < rows; row++) {
      layer.parameters().get(layout.labels() + labels[row] * count, labelRow, 0, count);
      add(output, row * count, labelRow, 0, count);
    }
  }

  private void addBiases(int end) {
    int count = layout.biasCount();
    layer.parameters().get(layout.biases(), tiles, 0, count);
    for (int start = count; start < tiles.length; start += count) {
      System.arraycopy(tiles, 0, tiles, start, count);
    }
    for (int start = 0; start < end; start += tiles.length) {
      int n = Math.min(tiles.length, end - start);
      System.arraycopy(output, start, block, 0, n);
      add(block, tiles, n);
      System.arraycopy(block, 0, output, start, n);
    }
  }

  /**
   * Computes the slice's contribution to this layer's gradients.
   *
   * @param input the same as for {@link #forward}
   * @param inputGradient receives the loss's derivative by the input; null if it is not needed
   */
  public final void backward(float[] input, float[] inputGradient, int[] labels, Slice slice) {
    int count = slice.rows() * outputs();
    if (sum != null) {
      add(outputGradient, sum.outputGradient(), count);
    }
    activation.backward(output, outputGradient, count);
    if (tiles.length > 0) {
      sumBiasGradients(count, slice);
    }
    if (layout.classes() > 0) {
      sumLabelGradients(labels, slice);
    }
    productGradients(input, inputGradient, slice);
  }

  /** The gradients of the weights and of the input. */
  abstract void productGradients(float[] input, float[] inputGradient, Slice slice);

  private void sumBiasGradients(int end, Slice slice) {
    int count = layout.biasCount();
    Arrays.fill(tiles, 0);
    if (slice.add()) {
      layer.getLane(slice.lane(), layout.biases(), tiles, count);
    }
    for (int start = 0; start < end; start += tiles.length) {
      int n = Math.min(tiles.length, end - start);
      System.arraycopy(outputGradient, start, block, 0, n);
      add(tiles, block, n);
    }
    for (int start = count; start < tiles.length; start += count) {
      add(tiles, 0, tiles, start, count);
    }
    layer.putLane(slice.lane(), layout.biases(), tiles, count);
  }

  private void sumLabelGradients(int[] labels, Slice slice) {
    int count = layout.biasCount();
    Arrays.fill(labelSums, 0);
    if (slice.add()) {
      layer.getLane(slice.lane(), layout.labels(), labelSums, labelSums.length);
    }
    for (int row = 0; row < slice.rows(); row++) {
      add(labelSums, labels[row] * count, outputGradient, row * count, count);
    }
    layer.putLane(slice.lane(), layout.labels(), labelSums, labelSums.length);
  }

  /** Several times as fast as from different places: only this becomes vector instructions. */
  static void add(float[] sum, float[] term, int count) {
    for (int i = 0; i < count; i++) {
      sum[i] += term[i];
    }
  }

  static void add(float[] sum, int sumStart, float[] term, int termStart, int count) {
    for (int i = 0; i < count; i++) {
      sum[sumStart + i] += term[termStart + i];
    }
  }

  @Override
  public abstract void close();
}
