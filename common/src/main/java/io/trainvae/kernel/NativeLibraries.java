package io.trainvae.kernel;

import io.trainvae.device.Backend;
import org.nd4j.linalg.factory.Nd4j;

/** Loads the native libraries before they are needed, which takes about a second. */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * Loads OpenBLAS, oneDNN and ND4J on a thread of their own, unless ND4J may take a GPU. A failure
   * is left to the one who needs the library.
   *
   * @return the thread
   */
  public static Thread loadAhead() {
    Thread loader = new Thread(NativeLibraries::load, "native-libraries");
    loader.setDaemon(true);
    loader.start();
    return loader;
  }

  private static void load() {
    try {
      if (Backend.onClassPath().stream().allMatch(Backend::onProcessor)) {
        MatrixProducts.of(MatrixProducts.FEW_ROWS);
        MatrixProducts.general();
        Nd4j.getBackend();
      }
    } catch (RuntimeException | LinkageError e) {
      // Java remembers it for the next one who asks for the class.
    }
  }
}
