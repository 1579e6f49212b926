package io.trainvae.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Row-major single-precision matrix products of OpenBLAS, on one thread: Spark gives every core a
 * task of its own.
 */
final class Blas {
  private static final int PLAIN = openblas.CblasNoTrans;
  private static final int TRANSPOSED = openblas.CblasTrans;

  static {
    openblas.blas_set_num_threads(1);
  }

  private Blas() {}

  /** {@code c[m, n] = a[m, k] b[n, k]'}. */
  static void multiplyByTransposed(
      FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor, PLAIN, TRANSPOSED, m, n, k, 1, a, k, b, k, 0, c, n);
  }

  /** {@code c[m, n] = a[m, k] b[k, n]}. */
  static void multiply(FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k) {
    openblas.cblas_sgemm(openblas.CblasRowMajor, PLAIN, PLAIN, m, n, k, 1, a, k, b, n, 0, c, n);
  }

  /**
   * {@code c[m, n] = a[k, m]' b[k, n]}.
   *
   * @param add whether to add the product to c
   */
  static void multiplyTransposed(
      FloatPointer a, FloatPointer b, FloatPointer c, int m, int n, int k, boolean add) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor, TRANSPOSED, PLAIN, m, n, k, 1, a, m, b, n, add ? 1 : 0, c, n);
  }
}
