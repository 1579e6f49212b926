package io.trainvae.kernel;

import io.trainvae.device.Backend;
import org.nd4j.linalg.factory.Nd4j;

/** Loads the native libraries before they are needed, which takes about a second. */
public final class NativeLibraries {
  private NativeLibraries() {}

  /**
   * Loads OpenBLAS and oneDNN on a thread of their own, unless ND4J may take a GPU. A failure is
   * left to the one who needs the library.
   *
   * @param graph whether to start ND4J too, with which a training saves its model
   * @return the thread
   */
  public static Thread loadAhead(boolean graph) {
    Thread loader = new Thread(() -> load(graph), "native-libraries");
    loader.setDaemon(true);
    loader.start();
    return loader;
  }

  private static void load(boolean graph) {
    try {
      if (Backend.onClassPath().stream().allMatch(Backend::onProcessor)) {
        MatrixProducts.of(MatrixProducts.FEW_ROWS);
        MatrixProducts.general();
        if (graph) {
          Nd4j.getBackend();
        }
      }
    } catch (RuntimeException | LinkageError e) {
      // Java remembers it for the next one who asks for the class.
    }
  }
}
