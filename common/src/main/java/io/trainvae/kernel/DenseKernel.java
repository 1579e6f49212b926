package io.trainvae.kernel;

import io.trainvae.model.Slot;
import org.bytedeco.javacpp.FloatPointer;

/** {@code x W'} with W {@code [outputs, inputs]}. */
final class DenseKernel extends LayerKernel {
  private final MatrixProducts products;
  private final int inputs;
  private final int outputs;
  private final FloatPointer weights;
  private final FloatPointer weightGradients;

  DenseKernel(Slot slot, int rows, FlatParameters parameters) {
    super(slot, rows, parameters);
    this.products = MatrixProducts.of(rows);
    this.inputs = slot.in().size();
    this.outputs = slot.out().size();
    this.weights = parameters.values(slot.weights());
    this.weightGradients = parameters.gradients(slot.weights());
  }

  @Override
  void product(NativeMatrix input, int rows) {
    input.toNative(rows);
    products.multiplyByTransposed(
        input.pointer(), weights, output().pointer(), rows, outputs, inputs);
    output().toArray(rows);
  }

  @Override
  void productGradients(NativeMatrix input, NativeMatrix inputGradient, int rows, boolean add) {
    outputGradient().toNative(rows);
    FloatPointer delta = outputGradient().pointer();
    products.multiplyTransposed(
        delta, input.pointer(), weightGradients, outputs, inputs, rows, add);
    if (inputGradient != null) {
      products.multiply(delta, weights, inputGradient.pointer(), rows, inputs, outputs);
      inputGradient.toArray(rows);
    }
  }
}
