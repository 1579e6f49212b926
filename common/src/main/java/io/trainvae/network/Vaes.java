package io.trainvae.network;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.device.Backend;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a VAE on what this Java virtual machine has to compute with. */
public final class Vaes {
  /**
   * A system property for tests alone: {@code true} trains and opens models as on a GPU, with
   * DL4J's graphs, where there are only processors.
   */
  static final String GRAPHS = "trainvae.test.graphs";

  private static final Logger LOG = LoggerFactory.getLogger(Vaes.class);

  private Vaes() {}

  private static boolean fused(Backend backend) {
    return backend.onProcessor() && !Boolean.getBoolean(GRAPHS);
  }

  /**
   * Opens a {@link FusedVae} on processors, and a {@link GraphVae} on any other backend of ND4J.
   *
   * @param threads that compute a step on processors
   */
  public static TrainableVae open(
      VaeSpec spec, Shape image, Objective objective, Optimiser optimiser, int batch, int threads) {
    Backend backend = Backend.best();
    boolean fused = fused(backend);
    if (!fused) {
      LOG.info("Trains a DL4J graph on {}", backend.name());
    }
    return fused
        ? new FusedVae(spec, image, objective, optimiser, batch, threads)
        : new GraphVae(spec, image, objective, optimiser, batch);
  }

  /**
   * Opens a trained model, which is not trained further: {@link ForwardVae} or {@link GraphModel}.
   *
   * @param batch rows of an encoding or decoding
   */
  static OpenModel open(SavedModel model, int batch) {
    return fused(Backend.best()) ? new ForwardVae(model, batch) : GraphModel.of(model, batch);
  }
}
