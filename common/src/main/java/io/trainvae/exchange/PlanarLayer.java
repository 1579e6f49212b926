package io.trainvae.exchange;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.LayerParameters.Kind;
import io.trainvae.model.Shape;
import java.util.Arrays;

/**
 * One layer's parameters as PyTorch and ONNX order them: images stand channel by channel, each row
 * by row, where ours have the channels of a pixel side by side.
 *
 * @param weights {@code [outputs, inputs]} of a dense layer, {@code [filters, channels, kernel,
 *     kernel]} of a convolution, {@code [channels, filters, kernel, kernel]} of a transposed one
 * @param shape of the weights
 * @param labels {@code [classes, outputs]}, empty of a layer that sees no labels
 * @param biases one for each output of a dense layer, or each filter
 */
record PlanarLayer(
    LayerParameters slot, float[] weights, int[] shape, float[] labels, float[] biases) {

  /**
   * @param parameters of the whole model
   */
  static PlanarLayer of(LayerParameters slot, float[] parameters) {
    return slot.kind() == Kind.DENSE ? dense(slot, parameters) : window(slot, parameters);
  }

  /** Of layers and tensors, in a form that Python takes for an identifier. */
  String name() {
    return slot.name().replace('-', '_');
  }

  boolean isDense() {
    return slot.kind() == Kind.DENSE;
  }

  /** {@code [left, right, top, bottom]}: zeros around the input of a convolution. */
  int[] padding() {
    return around(slot.in(), slot.out());
  }

  /** The same of a transposed one: what is cut off its whole result. */
  int[] cropping() {
    return around(slot.out(), slot.in());
  }

  /** Where the windows at all positions reach beyond the image that they look at. */
  private int[] around(Shape image, Shape positions) {
    int left = slot.window().left();
    int top = slot.window().top();
    return new int[] {
      left,
      Math.max(0, reach(positions.width()) - left - image.width()),
      top,
      Math.max(0, reach(positions.height()) - top - image.height())
    };
  }

  private int reach(int positions) {
    return (positions - 1) * slot.window().stride() + slot.window().kernel();
  }

  private static PlanarLayer dense(LayerParameters slot, float[] parameters) {
    int[] outputs = order(slot.out());
    int[] inputs = order(slot.in());
    float[] weights = new float[outputs.length * inputs.length];
    for (int out = 0; out < outputs.length; out++) {
      int row = slot.weights() + outputs[out] * inputs.length;
      for (int in = 0; in < inputs.length; in++) {
        weights[out * inputs.length + in] = parameters[row + inputs[in]];
      }
    }
    float[] labels = new float[slot.classes() * outputs.length];
    float[] biases = new float[outputs.length];
    for (int out = 0; out < outputs.length; out++) {
      for (int label = 0; label < slot.classes(); label++) {
        int at = label * outputs.length;
        labels[at + out] = parameters[slot.labels() + at + outputs[out]];
      }
      biases[out] = parameters[slot.biases() + outputs[out]];
    }
    return new PlanarLayer(
        slot, weights, new int[] {outputs.length, inputs.length}, labels, biases);
  }

  /** Where each number of an image stands among ours. */
  private static int[] order(Shape shape) {
    int[] order = new int[shape.size()];
    int pixels = shape.height() * shape.width();
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        order[channel * pixels + pixel] = pixel * shape.channels() + channel;
      }
    }
    return order;
  }

  private static PlanarLayer window(LayerParameters slot, float[] parameters) {
    boolean forth = slot.kind() == Kind.CONVOLUTION;
    int outer = forth ? slot.out().channels() : slot.in().channels();
    int inner = forth ? slot.in().channels() : slot.out().channels();
    int kernel = slot.window().kernel();
    int[] patch = order(new Shape(kernel, kernel, inner));
    float[] weights = new float[outer * patch.length];
    for (int i = 0; i < weights.length; i++) {
      int row = i / patch.length;
      weights[i] = parameters[slot.weights() + row * patch.length + patch[i - row * patch.length]];
    }
    float[] biases =
        Arrays.copyOfRange(parameters, slot.biases(), slot.biases() + slot.biasCount());
    return new PlanarLayer(
        slot, weights, new int[] {outer, inner, kernel, kernel}, new float[0], biases);
  }
}
