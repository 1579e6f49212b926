package io.trainvae.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Row-major single-precision matrix products of OpenBLAS, on one thread: Spark gives every core a
 * task of its own.
 */
final class Blas {
  static {
    openblas.blas_set_num_threads(1);
  }

  private Blas() {}

  /**
   * {@code c = a b}, or {@code c += a b}, of parts of larger matrices.
   *
   * @param transposedA whether a stands as its transpose
   * @param rowOfA numbers from one row of what stands there to the next; the same of b and c
   */
  static void multiply(
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
      int rowOfC) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor,
        transposedA ? openblas.CblasTrans : openblas.CblasNoTrans,
        transposedB ? openblas.CblasTrans : openblas.CblasNoTrans,
        m,
        n,
        k,
        1,
        a,
        rowOfA,
        b,
        rowOfB,
        add ? 1 : 0,
        c,
        rowOfC);
  }

  /** {@code c[m, n] = a[m, k] b[n, k]'}. */
  static void multiplyByTransposed(
      FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    multiply(false, true, m, n, k, a, k, b, k, false, c, n);
  }

  /** {@code c[m, n] = a[m, k] b[k, n]}. */
  static void multiply(FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    multiply(false, false, m, n, k, a, k, b, n, false, c, n);
  }

  /**
   * {@code c[m, n] = a[k, m]' b[k, n]}.
   *
   * @param add whether to add the product to c
   */
  static void multiplyTransposed(
      FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k, boolean add) {
    multiply(true, false, m, n, k, a, m, b, n, add, c, n);
  }
}
