package io.trainvae.kernel;

import io.trainvae.model.Slot;
import org.bytedeco.javacpp.FloatPointer;

/** {@code x W} with W {@code [channels, patch]}, of which every row is a patch of the output. */
final class PatchTransposedConvolution extends LayerKernel {
  private static final MatrixProducts PRODUCTS = MatrixProducts.general();

  private final Patches patches;
  private final NativeMatrix work;
  private final int channels;
  private final FloatPointer weights;
  private final FloatPointer weightGradients;

  PatchTransposedConvolution(Slot slot, int rows, FlatParameters parameters) {
    super(slot, rows, parameters);
    this.patches = new Patches(slot.out(), slot.in(), slot.window());
    this.work = new NativeMatrix(rows * patches.count(), patches.size());
    this.channels = slot.in().channels();
    this.weights = parameters.values(slot.weights());
    this.weightGradients = parameters.gradients(slot.weights());
  }

  /** A product for each image: in one of all, rows at the edge would have other last digits. */
  @Override
  void product(NativeMatrix input, int rows) {
    int count = patches.count();
    input.toNative(rows);
    for (int image = 0; image < rows; image++) {
      PRODUCTS.multiply(
          input.at(image), weights, work.at(image * count), count, patches.size(), channels);
    }
    work.toArray(rows * count);
    patches.scatter(work.array(), rows, output().array());
  }

  @Override
  void productGradients(NativeMatrix input, NativeMatrix inputGradient, int rows, boolean add) {
    int count = rows * patches.count();
    patches.gather(outputGradient().array(), rows, work.array());
    work.toNative(count);
    PRODUCTS.multiplyTransposed(
        input.pointer(), work.pointer(), weightGradients, channels, patches.size(), count, add);
    if (inputGradient != null) {
      PRODUCTS.multiplyByTransposed(
          work.pointer(), weights, inputGradient.pointer(), count, channels, patches.size());
      inputGradient.toArray(rows);
    }
  }

  @Override
  public void close() {
    super.close();
    work.close();
  }
}
