package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;
import org.bytedeco.javacpp.FloatPointer;

/**
 * {@code P' W'} with the patches P of the input, a column for each position, and W {@code [filters,
 * patch]}.
 */
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
    this.patches = new Patches(layout.in(), layout.out(), layout.window(), rows);
    this.products = MatrixProducts.of(patches.count());
    this.gathered = new NativeMatrix(patches.size(), patches.columns());
    this.gradient = new NativeMatrix(layer.ifTrained(patches.size()), patches.columns());
    this.result = new NativeMatrix(rows, layout.out().size());
    this.delta = new NativeMatrix(layer.ifTrained(rows), layout.out().size());
    this.patchRows = new float[patches.size() * patches.columns()];
    this.filters = layout.out().channels();
    this.weights = layer.parameters().values(layout.weights());
  }

  /** A product for each image: in one of all, rows at the edge would have other last digits. */
  @Override
  void product(float[] input, Slice slice) {
    int count = patches.count();
    patches.gather(input, slice.rows(), patchRows);
    gathered.put(patchRows, patches.size());
    for (int image = 0; image < slice.rows(); image++) {
      products.multiply(
          true,
          true,
          count,
          filters,
          patches.size(),
          gathered.at(0, image * count),
          patches.columns(),
          weights,
          patches.size(),
          false,
          result.at(image),
          filters);
    }
    result.get(output(), slice.rows());
  }

  /** The patches are still those of {@link #product}. */
  @Override
  void productGradients(float[] input, float[] inputGradient, Slice slice) {
    int count = slice.rows() * patches.count();
    delta.put(outputGradient(), slice.rows());
    products.multiply(
        true,
        true,
        filters,
        patches.size(),
        count,
        delta.pointer(),
        filters,
        gathered.pointer(),
        patches.columns(),
        slice.add(),
        lanes.position(layer.laneOffset(slice.lane(), layer.layout().weights())),
        patches.size());
    if (inputGradient != null) {
      products.multiply(
          true,
          true,
          patches.size(),
          count,
          filters,
          weights,
          patches.size(),
          delta.pointer(),
          filters,
          false,
          gradient.pointer(),
          patches.columns());
      gradient.get(patchRows, patches.size());
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
