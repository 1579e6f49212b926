package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;
import org.bytedeco.javacpp.FloatPointer;

/** {@code x W} with W {@code [channels, patch]}; each row of W is a patch of the output. */
final class PatchTransposedConvolution extends LayerKernel {
  private final MatrixProducts products;
  private final Patches patches;
  private final NativeMatrix work;
  private final NativeMatrix inputs;
  private final NativeMatrix gradient;
  private final float[] patchRows;
  private final int channels;
  private final WindowWeights layer;
  private final FloatPointer lanes;
  private final FloatPointer weights;

  PatchTransposedConvolution(WindowWeights layer, int rows) {
    super(layer, rows);
    LayerParameters layout = layer.layout();
    this.layer = layer;
    this.lanes = layer.lanes();
    this.patches = new Patches(layout.out(), layout.in(), layout.window());
    this.products = MatrixProducts.of(patches.count());
    this.work = new NativeMatrix(rows * patches.count(), patches.size());
    this.inputs = new NativeMatrix(rows, layout.in().size());
    this.gradient = new NativeMatrix(layer.ifTrained(rows), layout.in().size());
    this.patchRows = new float[rows * patches.count() * patches.size()];
    this.channels = layout.in().channels();
    this.weights = layer.parameters().values(layout.weights());
  }

  /** A product for each image: in one of all, rows at the edge would have other last digits. */
  @Override
  void product(float[] input, Slice slice) {
    int count = patches.count();
    inputs.put(input, slice.rows());
    for (int image = 0; image < slice.rows(); image++) {
      products.multiply(
          inputs.at(image), weights, work.at(image * count), count, patches.size(), channels);
    }
    work.get(patchRows, slice.rows() * count);
    patches.scatter(patchRows, slice.rows(), output());
  }

  /** The inputs are still those of {@link #product}. */
  @Override
  void productGradients(float[] input, float[] inputGradient, Slice slice) {
    int count = slice.rows() * patches.count();
    patches.gather(outputGradient(), slice.rows(), patchRows);
    work.put(patchRows, count);
    products.multiplyTransposed(
        inputs.pointer(),
        work.pointer(),
        lanes.position(layer.laneOffset(slice.lane(), layer.layout().weights())),
        channels,
        patches.size(),
        count,
        slice.add());
    if (inputGradient != null) {
      products.multiplyByTransposed(
          work.pointer(), weights, gradient.pointer(), count, channels, patches.size());
      gradient.get(inputGradient, slice.rows());
    }
  }

  @Override
  public void close() {
    inputs.close();
    gradient.close();
    work.close();
  }
}
