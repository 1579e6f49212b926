package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.Activation;
import io.trainvae.model.LayerSpec.Dense;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.VaeSpec.Likelihood;
import io.trainvae.model.WeightInit;
import java.util.List;
import java.util.SplittableRandom;

/** Small models and batches for tests. */
final class TinyVae {
  static final int PIXELS = 21;
  static final Optimiser ADAM = new Optimiser(1e-3, 0.9, 0.999, 1e-8, 0);

  private TinyVae() {}

  static VaeSpec spec(Activation activation) {
    return new VaeSpec(
        List.of(new Dense(9, activation), new Dense(7, activation)),
        3,
        List.of(new Dense(8, activation)),
        Likelihood.BERNOULLI,
        WeightInit.GLOROT_UNIFORM);
  }

  /** Grey levels with plenty of exact zeros and ones, as digits have. */
  static void fill(TrainableVae vae, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count * vae.pixels(); i++) {
      vae.images()[i] = (float) Math.max(0, Math.min(1, random.nextDouble(-0.5, 1.5)));
    }
    RandomStreams.fillNormal(random, vae.noise(), count * vae.latent());
  }
}
