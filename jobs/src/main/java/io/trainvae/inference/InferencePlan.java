package io.trainvae.inference;

import io.trainvae.config.RunConfig.Evaluate;
import io.trainvae.model.Binarisation;
import io.trainvae.model.VaeSpec;
import java.io.Serializable;

/**
 * How images are read and encoded.
 *
 * @param batch images encoded at once
 * @param seed of random binarisation, which otherwise depends only on the image's index
 */
record InferencePlan(int batch, long seed, Binarisation binarisation) implements Serializable {
  static InferencePlan of(Evaluate evaluate, VaeSpec spec) {
    return new InferencePlan(evaluate.batch(), evaluate.seed(), spec.binarisation());
  }
}
