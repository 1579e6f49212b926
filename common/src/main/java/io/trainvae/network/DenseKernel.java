package io.trainvae.network;

import io.trainvae.model.Activation;
import io.trainvae.model.ParameterLayout.Slot;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A dense layer forth and back: {@code y = activation(x W' + b)} with W {@code [outputs, inputs]}.
 */
final class DenseKernel implements AutoCloseable {
  private final Slot slot;
  private final float[] parameters;
  private final FloatPointer weights;
  private final FloatPointer weightGradients;
  private final FloatPointer biasGradients;
  private final float[] biasSums;
  private final NativeMatrix output;
  private final NativeMatrix outputGradient;

  /**
   * @param parameters all parameters of the model, of which the biases are read
   * @param nativeParameters the same, outside the heap, of which the weights are read
   * @param gradients of all parameters, where this layer's are written
   */
  DenseKernel(
      Slot slot,
      int rows,
      float[] parameters,
      FloatPointer nativeParameters,
      FloatPointer gradients) {
    this.slot = slot;
    this.parameters = parameters;
    this.weights = at(nativeParameters, slot.weights());
    this.weightGradients = at(gradients, slot.weights());
    this.biasGradients = at(gradients, slot.biases());
    this.biasSums = new float[slot.outputs()];
    this.output = new NativeMatrix(rows, slot.outputs());
    this.outputGradient = new NativeMatrix(rows, slot.outputs());
  }

  private static FloatPointer at(FloatPointer base, long offset) {
    return new FloatPointer(base).position(offset);
  }

  /** Both sides are up to date after {@link #forward}. */
  NativeMatrix output() {
    return output;
  }

  /**
   * The loss's derivative by {@link #output()}: its array is to be filled before {@link #backward}.
   */
  NativeMatrix outputGradient() {
    return outputGradient;
  }

  /**
   * @param input whose native side is up to date
   */
  void forward(NativeMatrix input, int rows) {
    Blas.multiplyByTransposed(
        input.pointer(), weights, output.pointer(), rows, slot.outputs(), slot.inputs());
    output.toArray(rows);
    addBiases(rows);
    Activations.apply(slot.activation(), output.array(), rows * slot.outputs());
    output.toNative(rows);
  }

  private void addBiases(int rows) {
    float[] y = output.array();
    for (int row = 0; row < rows; row++) {
      addTo(y, row * slot.outputs(), parameters, slot.biases(), slot.outputs());
    }
  }

  /**
   * Writes this layer's gradients, summed over the rows.
   *
   * @param input as it was given to {@link #forward}
   * @param inputGradient where the loss's derivative by the input is written, both sides; null
   *     where nobody needs it
   */
  void backward(NativeMatrix input, NativeMatrix inputGradient, int rows) {
    float[] delta = outputGradient.array();
    Activations.backward(slot.activation(), output.array(), delta, rows * slot.outputs());
    outputGradient.toNative(rows);
    sumBiasGradients(delta, rows);
    Blas.multiplyTransposed(
        outputGradient.pointer(),
        input.pointer(),
        weightGradients,
        slot.outputs(),
        slot.inputs(),
        rows);
    if (inputGradient != null) {
      Blas.multiply(
          outputGradient.pointer(),
          weights,
          inputGradient.pointer(),
          rows,
          slot.inputs(),
          slot.outputs());
      inputGradient.toArray(rows);
    }
  }

  private void sumBiasGradients(float[] delta, int rows) {
    java.util.Arrays.fill(biasSums, 0);
    for (int row = 0; row < rows; row++) {
      addTo(biasSums, 0, delta, row * slot.outputs(), slot.outputs());
    }
    biasGradients.put(biasSums, 0, biasSums.length);
  }

  private static void addTo(float[] sum, int sumStart, float[] term, int termStart, int count) {
    for (int i = 0; i < count; i++) {
      sum[sumStart + i] += term[termStart + i];
    }
  }

  Activation activation() {
    return slot.activation();
  }

  @Override
  public void close() {
    output.close();
    outputGradient.close();
  }
}
