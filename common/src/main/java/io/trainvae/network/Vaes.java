package io.trainvae.network;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.device.Backend;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;

/** Opens a VAE on what this Java virtual machine has to compute with. */
public final class Vaes {
  private Vaes() {}

  /**
   * On processors {@link FusedVae}; on any other backend of ND4J {@link GraphVae}.
   *
   * @param threads that compute a step on processors
   */
  public static TrainableVae open(
      VaeSpec spec, Shape image, Objective objective, Optimiser optimiser, int batch, int threads) {
    return Backend.best().onProcessor()
        ? new FusedVae(spec, image, objective, optimiser, batch, threads)
        : new GraphVae(spec, image, objective, optimiser, batch);
  }

  /**
   * Opens a trained model, which is not trained further.
   *
   * @param batch rows of an encoding or decoding
   */
  static OpenModel open(SavedModel model, int batch) {
    if (Backend.best().onProcessor()) {
      return new ForwardVae(model, batch);
    }
    GraphVae graph =
        new GraphVae(model.spec(), model.image(), Objective.ELBO, Optimiser.NONE, batch);
    graph.load(VaeState.untrained(model.parameters()));
    return graph;
  }
}
