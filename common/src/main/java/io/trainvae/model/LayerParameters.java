package io.trainvae.model;

/**
 * One layer with its place among the parameters: weights, then the weights of the labels, then
 * biases.
 *
 * <p>Weights are {@code [outputs, inputs]} of a dense layer, {@code [filters, kernel, kernel,
 * channels]} of a convolution, and {@code [channels, kernel, kernel, filters]} of a transposed one,
 * each row by row. A layer that sees labels adds row {@code label} of {@code [classes, outputs]} to
 * its biases. Biases are one for each output, or each filter.
 *
 * @param name of the layer, also in a {@code ComputationGraph}
 * @param window where a convolution looks; null of a dense layer
 * @param weights offset of the first weight
 * @param labels offset of the first weight of the labels
 * @param classes labels that the layer sees; 0 for none
 * @param biases offset of the first bias
 */
public record LayerParameters(
    Kind kind,
    String name,
    Shape in,
    Shape out,
    Window window,
    int weights,
    int labels,
    int classes,
    int biases,
    Activation activation) {
  /** What a layer does. */
  public enum Kind {
    DENSE,
    CONVOLUTION,
    TRANSPOSED_CONVOLUTION
  }

  /** Number of biases. */
  public int biasCount() {
    return kind == Kind.DENSE ? out.size() : out.channels();
  }

  /** Number of all parameters. */
  public int parameters() {
    return biases + biasCount() - weights;
  }

  /** Numbers that one output is computed from: of a transposed convolution, at its densest. */
  public int fanIn() {
    return kind == Kind.DENSE ? in.size() : window.area() * in.channels();
  }

  /** Numbers that one input has a part in, as Keras and PyTorch count them. */
  public int fanOut() {
    return kind == Kind.DENSE ? out.size() : window.area() * out.channels();
  }
}
