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
    checkBinarisation();
    if (model.likelihood().isLinear() && model.convolves()) {
      problems.accept(
          "model.likelihood: met one of feature vectors, but there are convolutions, which need images");
    }
  }

  private void checkBinarisation() {
    String values = otherValues(model.likelihood());
    if (values != null && model.binarisation() != Binarisation.NONE) {
      problems.accept(
          "model.binarisation: met %s, but model.likelihood is %s"
              .formatted(model.binarisation().id(), values));
    }
  }

  /** The values that a likelihood is of, if 0 and 1 are not enough; otherwise null. */
  private static String otherValues(Likelihood likelihood) {
    return switch (likelihood) {
      case BERNOULLI, GAUSSIAN, GAUSSIAN_LEARNED, SQUARED_ERROR -> null;
      case CONTINUOUS_BERNOULLI -> "continuous-bernoulli, which is a density of grey levels";
      case BETA -> "beta, which is a density of grey levels";
      case DISCRETISED_LOGISTIC -> "discretised-logistic, which is one of 256 levels";
      case LINEAR_GAUSSIAN, LINEAR_GAUSSIAN_LEARNED -> "one of numbers of any size";
    };
  }
}
