package io.trainvae.model;

import java.io.Serializable;

/**
 * The position of a convolution's kernel: at output row {@code i} its square kernel begins at input
 * row {@code stride i - top}, and the same for columns. A transposed convolution is its adjoint and
 * goes the other way.
 *
 * @param kernel pixels along a side
 * @param stride pixels between two neighbouring positions
 * @param top rows of zeros above the input
 * @param left columns of zeros left of the input
 */
public record Window(int kernel, int stride, int top, int left) implements Serializable {
  /** Pixels of the kernel. */
  public int area() {
    return kernel * kernel;
  }

  /** The window whose output has {@code ceil(input / stride)} rows, as TensorFlow's "same". */
  static Window same(int kernel, int stride, Shape input) {
    return new Window(
        kernel,
        stride,
        before(kernel, stride, input.height()),
        before(kernel, stride, input.width()));
  }

  /** The window that stays within its input. */
  static Window valid(int kernel, int stride) {
    return new Window(kernel, stride, 0, 0);
  }

  /**
   * Whether all windows of a convolution are within its input, and leave out less than a stride.
   */
  public boolean isValid(LayerParameters layer) {
    return top == 0
        && left == 0
        && positions(layer.in().height()) == layer.out().height()
        && positions(layer.in().width()) == layer.out().width();
  }

  private int positions(int size) {
    return Math.floorDiv(size - kernel, stride) + 1;
  }

  /** Half of the zeros that are needed, the smaller half before the image. */
  private static int before(int kernel, int stride, int size) {
    int positions = (size + stride - 1) / stride;
    return Math.max((positions - 1) * stride + kernel - size, 0) / 2;
  }
}
