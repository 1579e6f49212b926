package io.trainvae.kernel;

import io.trainvae.model.Slot;
import org.bytedeco.javacpp.FloatPointer;

/** {@code P W'} with the patches P of the input and W {@code [filters, patch]}. */
final class PatchConvolution extends LayerKernel {
  private static final MatrixProducts PRODUCTS = MatrixProducts.general();

  private final Patches patches;
  private final NativeMatrix gathered;
  private final NativeMatrix gradient;
  private final int filters;
  private final FloatPointer weights;
  private final FloatPointer weightGradients;

  PatchConvolution(Slot slot, int rows, FlatParameters parameters) {
    super(slot, rows, parameters);
    this.patches = new Patches(slot.in(), slot.out(), slot.window());
    this.gathered = new NativeMatrix(rows * patches.count(), patches.size());
    this.gradient = new NativeMatrix(rows * patches.count(), patches.size());
    this.filters = slot.out().channels();
    this.weights = parameters.values(slot.weights());
    this.weightGradients = parameters.gradients(slot.weights());
  }

  /** A product for each image: in one of all, rows at the edge would have other last digits. */
  @Override
  void product(NativeMatrix input, int rows) {
    int count = patches.count();
    patches.gather(input.array(), rows, gathered.array());
    gathered.toNative(rows * count);
    for (int image = 0; image < rows; image++) {
      PRODUCTS.multiplyByTransposed(
          gathered.at(image * count), weights, output().at(image), count, filters, patches.size());
    }
    output().toArray(rows);
  }

  /** The patches are still those of {@link #product}. */
  @Override
  void productGradients(NativeMatrix input, NativeMatrix inputGradient, int rows, boolean add) {
    int count = rows * patches.count();
    outputGradient().toNative(rows);
    FloatPointer delta = outputGradient().pointer();
    PRODUCTS.multiplyTransposed(
        delta, gathered.pointer(), weightGradients, filters, patches.size(), count, add);
    if (inputGradient != null) {
      PRODUCTS.multiply(delta, weights, gradient.pointer(), count, patches.size(), filters);
      gradient.toArray(count);
      patches.scatter(gradient.array(), rows, inputGradient.array());
    }
  }

  @Override
  public void close() {
    super.close();
    gathered.close();
    gradient.close();
  }
}
