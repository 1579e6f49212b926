package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;
import org.bytedeco.javacpp.FloatPointer;

/** {@code P W'} with the patches P of the input and W {@code [filters, patch]}. */
final class PatchConvolution extends LayerKernel {
  private final MatrixProducts products;
  private final Patches patches;
  private final NativeMatrix gathered;
  private final NativeMatrix gradient;
  private final NativeMatrix result;
  private final NativeMatrix delta;
  private final float[] patchRows;
  private final int filters;
  private final WindowWeights layer;
  private final FloatPointer lanes;
  private final FloatPointer weights;

  PatchConvolution(WindowWeights layer, int rows) {
    super(layer, rows);
    LayerParameters layout = layer.layout();
    this.layer = layer;
    this.lanes = layer.lanes();
    this.patches = new Patches(layout.in(), layout.out(), layout.window());
    this.products = MatrixProducts.of(patches.count());
    this.gathered = new NativeMatrix(rows * patches.count(), patches.size());
    this.gradient = new NativeMatrix(layer.ifTrained(rows) * patches.count(), patches.size());
    this.result = new NativeMatrix(rows, layout.out().size());
    this.delta = new NativeMatrix(layer.ifTrained(rows), layout.out().size());
    this.patchRows = new float[rows * patches.count() * patches.size()];
    this.filters = layout.out().channels();
    this.weights = layer.parameters().values(layout.weights());
  }

  /** A product for each image: in one of all, rows at the edge would have other last digits. */
  @Override
  void product(float[] input, Slice slice) {
    int count = patches.count();
    patches.gather(input, slice.rows(), patchRows);
    gathered.put(patchRows, slice.rows() * count);
    for (int image = 0; image < slice.rows(); image++) {
      products.multiplyByTransposed(
          gathered.at(image * count), weights, result.at(image), count, filters, patches.size());
    }
    result.get(output(), slice.rows());
  }

  /** The patches are still those of {@link #product}. */
  @Override
  void productGradients(float[] input, float[] inputGradient, Slice slice) {
    int count = slice.rows() * patches.count();
    delta.put(outputGradient(), slice.rows());
    products.multiplyTransposed(
        delta.pointer(),
        gathered.pointer(),
        lanes.position(layer.laneOffset(slice.lane(), layer.layout().weights())),
        filters,
        patches.size(),
        count,
        slice.add());
    if (inputGradient != null) {
      products.multiply(
          delta.pointer(), weights, gradient.pointer(), count, patches.size(), filters);
      gradient.get(patchRows, count);
      patches.scatter(patchRows, slice.rows(), inputGradient);
    }
  }

  @Override
  public void close() {
    result.close();
    delta.close();
    gathered.close();
    gradient.close();
  }
}
