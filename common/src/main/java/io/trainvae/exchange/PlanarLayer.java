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
    LayerParameters layout, float[] weights, int[] shape, float[] labels, float[] biases) {

  /**
   * @param parameters of the whole model
   */
  static PlanarLayer of(LayerParameters layout, float[] parameters) {
    return switch (layout.kind()) {
      case DENSE -> dense(layout, parameters);
      case CONVOLUTION, TRANSPOSED_CONVOLUTION -> window(layout, parameters);
      case UPSAMPLING, NORMALISATION, SUM -> channels(layout, parameters);
    };
  }

  /** The name of layers and tensors in files, which is an identifier in Python. */
  String name() {
    return layout.name().replace('-', '_');
  }

  boolean hasParameters() {
    return biases.length > 0;
  }

  boolean isDense() {
    return layout.kind() == Kind.DENSE;
  }

  /** {@code [left, right, top, bottom]}: zeros around the input of a convolution. */
  int[] padding() {
    return around(layout.in(), layout.out());
  }

  /** The same for a transposed convolution: what is cropped from its full result. */
  int[] cropping() {
    return around(layout.out(), layout.in());
  }

  /**
   * The margins by which the windows at all positions reach beyond the image: left, right, top and
   * bottom.
   */
  private int[] around(Shape image, Shape positions) {
    int left = layout.window().left();
    int top = layout.window().top();
    return new int[] {
      left,
      Math.max(0, reach(positions.width()) - left - image.width()),
      top,
      Math.max(0, reach(positions.height()) - top - image.height())
    };
  }

  private int reach(int positions) {
    return (positions - 1) * layout.window().stride() + layout.window().kernel();
  }

  private static PlanarLayer dense(LayerParameters layout, float[] parameters) {
    int[] outputs = order(layout.out());
    int[] inputs = order(layout.in());
    float[] weights = new float[outputs.length * inputs.length];
    for (int out = 0; out < outputs.length; out++) {
      int row = layout.weights() + outputs[out] * inputs.length;
      for (int in = 0; in < inputs.length; in++) {
        weights[out * inputs.length + in] = parameters[row + inputs[in]];
      }
    }
    float[] labels = new float[layout.classes() * outputs.length];
    float[] biases = new float[outputs.length];
    for (int out = 0; out < outputs.length; out++) {
      for (int label = 0; label < layout.classes(); label++) {
        int at = label * outputs.length;
        labels[at + out] = parameters[layout.labels() + at + outputs[out]];
      }
      biases[out] = parameters[layout.biases() + outputs[out]];
    }
    return new PlanarLayer(
        layout, weights, new int[] {outputs.length, inputs.length}, labels, biases);
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
  private static PlanarLayer channels(LayerParameters layout, float[] parameters) {
    int end = layout.biases() + layout.biasCount();
    return new PlanarLayer(
        layout,
        Arrays.copyOfRange(parameters, layout.weights(), layout.biases()),
        new int[] {layout.biasCount()},
        new float[0],
        Arrays.copyOfRange(parameters, layout.biases(), end));
  }

  private static PlanarLayer window(LayerParameters layout, float[] parameters) {
    boolean forth = layout.kind() == Kind.CONVOLUTION;
    int outer = forth ? layout.out().channels() : layout.in().channels();
    int inner = forth ? layout.in().channels() : layout.out().channels();
    int kernel = layout.window().kernel();
    int[] patch = order(new Shape(kernel, kernel, inner));
    float[] weights = new float[outer * patch.length];
    for (int i = 0; i < weights.length; i++) {
      int row = i / patch.length;
      weights[i] =
          parameters[layout.weights() + row * patch.length + patch[i - row * patch.length]];
    }
    float[] biases =
        Arrays.copyOfRange(parameters, layout.biases(), layout.biases() + layout.biasCount());
    return new PlanarLayer(
        layout, weights, new int[] {outer, inner, kernel, kernel}, new float[0], biases);
  }
}
