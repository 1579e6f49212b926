package io.trainvae.network;

import io.trainvae.kernel.LayerKernel;
import io.trainvae.kernel.LayerWeights;
import io.trainvae.kernel.Slice;
import java.util.ArrayList;
import java.util.List;

/** Layers one after the other: a thread's encoder or decoder. */
record LayerStack(List<LayerKernel> layers) implements AutoCloseable {
  /** A thread's kernels for several layers, for this many rows at a time. */
  static LayerStack of(List<LayerWeights> layers, int rows) {
    List<LayerKernel> kernels = new ArrayList<>();
    layers.forEach(layer -> kernels.add(LayerKernel.of(layer, rows, kernels)));
    return new LayerStack(List.copyOf(kernels));
  }

  /** Returns the last layer's output. */
  float[] forward(float[] input, int[] labels, Slice slice, boolean training) {
    float[] current = input;
    for (LayerKernel layer : layers) {
      layer.forward(current, labels, slice, training);
      current = layer.output();
    }
    return current;
  }

  /** Numbers in a row of the output. */
  int outputs() {
    return last().outputs();
  }

  /** The caller fills it before {@link #backward}. */
  float[] outputGradient() {
    return last().outputGradient();
  }

  /**
   * @param inputGradient null if it is not needed
   */
  void backward(float[] input, float[] inputGradient, int[] labels, Slice slice) {
    for (int i = layers.size() - 1; i > 0; i--) {
      LayerKernel below = layers.get(i - 1);
      layers.get(i).backward(below.output(), below.outputGradient(), labels, slice);
    }
    layers.get(0).backward(input, inputGradient, labels, slice);
  }

  private LayerKernel last() {
    return layers.get(layers.size() - 1);
  }

  @Override
  public void close() {
    layers.forEach(LayerKernel::close);
  }
}
