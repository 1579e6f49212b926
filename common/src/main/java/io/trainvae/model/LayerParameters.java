package io.trainvae.model;

/**
 * One layer with its place among the parameters: weights, then the weights of the labels, then
 * biases.
 *
 * <p>Weights are {@code [outputs, inputs]} of a dense layer, {@code [filters, kernel, kernel,
 * channels]} of a convolution, {@code [channels, kernel, kernel, filters]} of a transposed one,
 * each row by row, and of a normalisation the scale of each channel. A layer that sees labels adds
 * row {@code label} of {@code [classes, outputs]} to its biases. Biases are one for each output, or
 * each filter or channel.
 *
 * @param name of the layer, also in a {@code ComputationGraph}
 * @param window where a convolution looks, or which output pixels an input pixel of an upsampling
 *     becomes; null of other layers
 * @param groups of channels of a normalisation; 0 of other layers
 * @param block number of layers in the residual block that this sum ends: the input of the first is
 *     added to the output of the last; 0 for other layers
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
    int groups,
    int block,
    int weights,
    int labels,
    int classes,
    int biases,
    Activation activation) {
  /** The kind of a layer. */
  public enum Kind {
    DENSE,
    CONVOLUTION,
    TRANSPOSED_CONVOLUTION,
    UPSAMPLING,
    NORMALISATION,
    SUM;

    int biases(Shape out) {
      return switch (this) {
        case DENSE -> out.size();
        case CONVOLUTION, TRANSPOSED_CONVOLUTION, NORMALISATION -> out.channels();
        case UPSAMPLING, SUM -> 0;
      };
    }
  }

  /** Number of biases. */
  public int biasCount() {
    return kind.biases(out);
  }

  /** Whether the input is an image, not features without positions. */
  public boolean seesImage() {
    return kind != Kind.DENSE && (window != null || in.height() * in.width() > 1);
  }

  /** Number of all parameters. */
  public int parameters() {
    return biases + biasCount() - weights;
  }

  /**
   * Numbers that one output of a dense layer or convolution is computed from: of a transposed
   * convolution, at its densest.
   */
  public int fanIn() {
    return kind == Kind.DENSE ? in.size() : window.area() * in.channels();
  }

  /** Numbers that one input has a part in, as Keras and PyTorch count them. */
  public int fanOut() {
    return kind == Kind.DENSE ? out.size() : window.area() * out.channels();
  }
}
