package io.trainvae.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** Matrix products of OpenBLAS, which is there on all platforms. */
final class OpenBlas implements MatrixProducts {
  static final MatrixProducts PRODUCTS = new OpenBlas();

  private OpenBlas() {
    openblas.blas_set_num_threads(1);
  }

  @Override
  public void multiply(
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
}
