package io.trainvae.ml;

import java.io.Serializable;

/**
 * The outputs to compute for every row.
 *
 * @param importanceSamples of the score; 0 for the negative ELBO
 * @param threshold score above which the prediction is 1
 */
record Outputs(
    boolean latent,
    boolean logVariance,
    boolean score,
    boolean reconstruction,
    boolean prediction,
    int importanceSamples,
    double threshold)
    implements Serializable {

  static Outputs of(VariationalAutoencoderModel stage) {
    return new Outputs(
        !stage.getLatentCol().isEmpty(),
        !stage.getLogVarianceCol().isEmpty(),
        !stage.getScoreCol().isEmpty(),
        !stage.getReconstructionCol().isEmpty(),
        !stage.getPredictionCol().isEmpty(),
        stage.getImportanceSamples(),
        stage.getThreshold());
  }

  boolean needsScore() {
    return score || prediction;
  }

  /** Number of columns that are added. */
  int count() {
    int count = 0;
    for (boolean wanted : new boolean[] {latent, logVariance, score, reconstruction, prediction}) {
      count += wanted ? 1 : 0;
    }
    return count;
  }
}
