package io.trainvae.network;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import org.nd4j.linalg.factory.Nd4jBackend;

/** Opens a VAE on what this Java virtual machine has to compute with. */
public final class Vaes {
  private Vaes() {}

  /** On processors {@link FusedVae}; on any other backend of ND4J {@link GraphVae}. */
  public static TrainableVae open(
      VaeSpec spec, Shape image, Objective objective, Optimiser optimiser, int batch) {
    return onProcessor()
        ? new FusedVae(spec, image, objective, optimiser, batch)
        : new GraphVae(spec, image, objective, optimiser, batch);
  }

  /**
   * Whether ND4J's best backend on the class path is the one for processors; found out without
   * starting it.
   */
  private static boolean onProcessor() {
    int best = Integer.MIN_VALUE;
    boolean processor = true;
    for (Nd4jBackend backend : java.util.ServiceLoader.load(Nd4jBackend.class)) {
      if (backend.getPriority() > best && backend.isAvailable()) {
        best = backend.getPriority();
        processor = backend.getClass().getSimpleName().equals("CpuBackend");
      }
    }
    return processor;
  }
}
