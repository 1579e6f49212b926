package io.trainvae.kernel;

import org.bytedeco.javacpp.FloatPointer;

/** {@code x W'} with W {@code [outputs, inputs]}. */
final class DenseKernel extends LayerKernel {
  private final MatrixProducts products;
  private final int inputs;
  private final int outputs;
  private final FloatPointer weights;
  private final NativeMatrix ownInput;
  private final FloatPointer input;
  private final FloatPointer delta;
  private final NativeMatrix result;
  private final NativeMatrix inputGradient;

  DenseKernel(DenseWeights layer, int rows) {
    super(layer, rows);
    this.products = MatrixProducts.of(rows);
    this.inputs = layer.layout().in().size();
    this.outputs = layer.layout().out().size();
    this.weights = layer.parameters().values(layer.layout().weights());
    this.ownInput = new NativeMatrix(rows - layer.ifTrained(rows), inputs);
    this.input = layer.isTrained() ? layer.input() : ownInput.pointer();
    this.delta = layer.delta();
    this.result = new NativeMatrix(rows, outputs);
    this.inputGradient = new NativeMatrix(layer.ifTrained(rows), inputs);
  }

  @Override
  void product(float[] from, Slice slice) {
    int rows = slice.rows();
    input.position((long) slice.first() * inputs).put(from, 0, rows * inputs);
    products.multiplyByTransposed(input, weights, result.pointer(), rows, outputs, inputs);
    result.get(output(), rows);
  }

  /** The weights' gradients are computed of all rows at once. */
  @Override
  void productGradients(float[] from, float[] toInput, Slice slice) {
    int rows = slice.rows();
    delta.position((long) slice.first() * outputs).put(outputGradient(), 0, rows * outputs);
    if (toInput != null) {
      products.multiply(delta, weights, inputGradient.pointer(), rows, inputs, outputs);
      inputGradient.get(toInput, rows);
    }
  }

  @Override
  public void close() {
    ownInput.close();
    result.close();
    inputGradient.close();
  }
}
