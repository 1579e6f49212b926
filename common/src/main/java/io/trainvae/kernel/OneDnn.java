package io.trainvae.kernel;

import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.slf4j.LoggerFactory;

/**
 * Matrix products of oneDNN. With a batch of 128 they are up to a half faster than OpenBLAS's on
 * processors with AVX-512; with AVX2 they shorten a step of convolutions by a fifth to a third.
 * There is no oneDNN for ARM. The last digits of its sums differ from OpenBLAS's, so all machines
 * of a cluster should have it, or none.
 */
final class OneDnn implements MatrixProducts {
  static final Optional<MatrixProducts> PRODUCTS = load();

  private final Nd4jCpu openMp;

  private OneDnn(Nd4jCpu openMp) {
    this.openMp = openMp;
  }

  private static Optional<MatrixProducts> load() {
    try {
      dnnl.dnnl_version();
      return Optional.of(new OneDnn(new Nd4jCpu()));
    } catch (LinkageError | RuntimeException absent) {
      warn(absent);
      return Optional.empty();
    }
  }

  private static void warn(Throwable absent) {
    if (Loader.getPlatform().endsWith("x86_64")) {
      LoggerFactory.getLogger(OneDnn.class)
          .warn(
              "Computing without oneDNN, slower and with other last digits than with it: {}",
              absent.toString());
    }
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
    // Threads of the calling thread; oneDNN has no setting of its own, and shares OpenMP with ND4J.
    openMp.setOmpNumThreads(1);
    int status =
        dnnl.dnnl_sgemm(
            (byte) (transposedA ? 'T' : 'N'),
            (byte) (transposedB ? 'T' : 'N'),
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
    if (status != dnnl.dnnl_success) {
      throw new IllegalStateException("oneDNN refused a product: status " + status);
    }
  }
}
