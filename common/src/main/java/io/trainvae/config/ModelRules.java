package io.trainvae.config;

import io.trainvae.model.Binarisation;
import io.trainvae.model.Likelihood;
import io.trainvae.model.VaeSpec;
import java.util.function.Consumer;

/** Checks which layers and settings of a model fit together. */
final class ModelRules {
  private final VaeSpec model;
  private final Consumer<String> problems;

  ModelRules(VaeSpec model, Consumer<String> problems) {
    this.model = model;
    this.problems = problems;
  }

  void check() {
    LayerRules.encoder(problems).check("model.encoder", model.encoder());
    LayerRules.decoder(problems).check("model.decoder", model.decoder());
    checkLinear();
    refuseBinarisation(
        Likelihood.CONTINUOUS_BERNOULLI, "continuous-bernoulli, which is a density of grey levels");
    refuseBinarisation(
        Likelihood.DISCRETISED_LOGISTIC, "discretised-logistic, which is one of 256 levels");
  }

  private void refuseBinarisation(Likelihood likelihood, String what) {
    if (model.likelihood() == likelihood && model.binarisation() != Binarisation.NONE) {
      problems.accept(
          "model.binarisation: met %s, but model.likelihood is %s"
              .formatted(model.binarisation().id(), what));
    }
  }

  private void checkLinear() {
    if (model.likelihood().isLinear() && model.binarisation() != Binarisation.NONE) {
      problems.accept(
          "model.binarisation: met %s, but model.likelihood is one of numbers of any size"
              .formatted(model.binarisation().id()));
    }
    if (model.likelihood().isLinear() && model.convolves()) {
      problems.accept(
          "model.likelihood: met one of feature vectors, but there are convolutions, which need images");
    }
  }
}
