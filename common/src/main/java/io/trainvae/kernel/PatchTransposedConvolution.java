package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;
import org.bytedeco.javacpp.FloatPointer;

/**
 * {@code W' x'} with W {@code [channels, patch]}: each column of the product is a patch that is
 * added to the output.
 */
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
    this.patches = new Patches(layout.out(), layout.in(), layout.window(), rows);
    this.products = MatrixProducts.of(patches.count());
    this.work = new NativeMatrix(patches.size(), patches.columns());
    this.inputs = new NativeMatrix(rows, layout.in().size());
    this.gradient = new NativeMatrix(layer.ifTrained(rows), layout.in().size());
    this.patchRows = new float[patches.size() * patches.columns()];
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
          true,
          true,
          patches.size(),
          count,
          channels,
          weights,
          patches.size(),
          inputs.at(image),
          channels,
          false,
          work.at(0, image * count),
          patches.columns());
    }
    work.get(patchRows, patches.size());
    patches.scatter(patchRows, slice.rows(), output());
  }

  /** The inputs are still those of {@link #product}. */
  @Override
  void productGradients(float[] input, float[] inputGradient, Slice slice) {
    int count = slice.rows() * patches.count();
    patches.gather(outputGradient(), slice.rows(), patchRows);
    work.put(patchRows, patches.size());
    products.multiply(
        true,
        true,
        channels,
        patches.size(),
        count,
        inputs.pointer(),
        channels,
        work.pointer(),
        patches.columns(),
        slice.add(),
        lanes.position(layer.laneOffset(slice.lane(), layer.layout().weights())),
        patches.size());
    if (inputGradient != null) {
      products.multiply(
          true,
          true,
          count,
          channels,
          patches.size(),
          work.pointer(),
          patches.columns(),
          weights,
          patches.size(),
          false,
          gradient.pointer(),
          channels);
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
