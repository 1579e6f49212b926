package io.trainvae.exchange;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.LayerParameters.Kind;
import io.trainvae.model.Shape;
import java.util.Arrays;

/**
 * One layer's parameters in the order of PyTorch and ONNX: images are stored channel by channel,
 * each row by row, where ours store the channels of a pixel next to each other.
 *
 * @param weights {@code [outputs, inputs]} of a dense layer, {@code [filters, channels, kernel,
 *     kernel]} of a convolution, {@code [channels, filters, kernel, kernel]} of a transposed one,
 *     {@code [channels]} of a normalisation
 * @param shape of the weights
 * @param labels {@code [classes, outputs]}, empty of a layer that sees no labels
 * @param biases one for each output of a dense layer, or each filter or channel
 */
record PlanarLayer(
    LayerParameters slot, float[] weights, int[] shape, float[] labels, float[] biases) {

  /**
   * @param parameters of the whole model
   */
  static PlanarLayer of(LayerParameters slot, float[] parameters) {
    return switch (slot.kind()) {
      case DENSE -> dense(slot, parameters);
      case CONVOLUTION, TRANSPOSED_CONVOLUTION -> window(slot, parameters);
      case UPSAMPLING, NORMALISATION, SUM -> channels(slot, parameters);
    };
  }

  /** The name of layers and tensors in files, which is an identifier in Python. */
  String name() {
    return slot.name().replace('-', '_');
  }

  boolean hasParameters() {
    return biases.length > 0;
  }

  boolean isDense() {
    return slot.kind() == Kind.DENSE;
  }

  /** {@code [left, right, top, bottom]}: zeros around the input of a convolution. */
  int[] padding() {
    return around(slot.in(), slot.out());
  }

  /** The same for a transposed convolution: what is cropped from its full result. */
  int[] cropping() {
    return around(slot.out(), slot.in());
  }

  /**
   * The margins by which the windows at all positions reach beyond the image: left, right, top and
   * bottom.
   */
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

  /** The index of each number of an image in our order. */
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

  /** A layer with a weight and a bias for each channel, or without parameters. */
  private static PlanarLayer channels(LayerParameters slot, float[] parameters) {
    int end = slot.biases() + slot.biasCount();
    return new PlanarLayer(
        slot,
        Arrays.copyOfRange(parameters, slot.weights(), slot.biases()),
        new int[] {slot.biasCount()},
        new float[0],
        Arrays.copyOfRange(parameters, slot.biases(), end));
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
