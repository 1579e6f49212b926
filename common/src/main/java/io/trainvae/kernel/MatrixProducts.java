package io.trainvae.kernel;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Row-major single-precision matrix products, on the calling thread alone: a step has other pieces
 * for other threads.
 */
interface MatrixProducts {
  /** With fewer rows, OpenBLAS is faster. */
  int FEW_ROWS = 16;

  /** The library for products of any shape. */
  static MatrixProducts general() {
    return OpenBlas.PRODUCTS;
  }

  /**
   * Products of this many rows with a layer's weights. A dense layer has one row for each image of
   * a slice, a convolution one for each position of its window.
   */
  static MatrixProducts of(int rows) {
    return rows < FEW_ROWS ? general() : OneDnn.PRODUCTS.orElseGet(MatrixProducts::general);
  }

  /**
   * {@code c = a b}, or {@code c += a b}, of parts of larger matrices.
   *
   * @param transposedA whether a is stored as its transpose
   * @param rowOfA distance of the stored rows of a, in numbers; the same for b and c
   */
  void multiply(
      boolean transposedA,
      boolean transposedB,
      int m,
      int n,
      int k,
      FloatPointer a,
      int rowOfA,
      FloatPointer b,
      int rowOfB,
      boolean add,
      FloatPointer c,
      int rowOfC);

  /** {@code c[m, n] = a[m, k] b[n, k]'}. */
  default void multiplyByTransposed(
      FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    multiply(false, true, m, n, k, a, k, b, k, false, c, n);
  }

  /** {@code c[m, n] = a[m, k] b[k, n]}. */
  default void multiply(FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    multiply(false, false, m, n, k, a, k, b, n, false, c, n);
  }
}
