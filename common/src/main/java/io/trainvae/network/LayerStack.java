package io.trainvae.network;

import io.trainvae.kernel.LayerKernel;
import io.trainvae.kernel.NativeMatrix;
import java.util.List;

/** Layers one after the other: an encoder or a decoder. */
record LayerStack(List<LayerKernel> layers) implements AutoCloseable {
  void parametersChanged() {
    layers.forEach(LayerKernel::parametersChanged);
  }

  /** Returns the last layer's output, its array up to date. */
  NativeMatrix forward(NativeMatrix input, int[] labels, int rows, boolean training) {
    NativeMatrix current = input;
    for (LayerKernel layer : layers) {
      layer.forward(current, labels, rows, training);
      current = layer.output();
    }
    return current;
  }

  /** Numbers in a row of the output. */
  int outputs() {
    return last().output().columns();
  }

  /** To be filled before {@link #backward}. */
  float[] outputGradient() {
    return last().outputGradient().array();
  }

  /**
   * @param inputGradient null where nobody needs it
   * @param add whether to add the parameters' gradients to those of earlier rows
   */
  void backward(
      NativeMatrix input, NativeMatrix inputGradient, int[] labels, int rows, boolean add) {
    for (int i = layers.size() - 1; i > 0; i--) {
      LayerKernel below = layers.get(i - 1);
      layers.get(i).backward(below.output(), below.outputGradient(), labels, rows, add);
    }
    layers.get(0).backward(input, inputGradient, labels, rows, add);
  }

  private LayerKernel last() {
    return layers.get(layers.size() - 1);
  }

  @Override
  public void close() {
    layers.forEach(LayerKernel::close);
  }
}
