package io.trainvae.ml;

import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;

/** The score above which a row is called an outlier. */
final class Threshold {
  private static final String SCORE = "train_vae_threshold_score";
  private static final double PRECISION = 1e-3;

  private Threshold() {}

  /**
   * The score that this part of the rows exceeds, within a thousandth of the rows.
   *
   * @param contamination between 0 and 1
   */
  static double of(VariationalAutoencoderModel model, Dataset<?> rows, double contamination) {
    VariationalAutoencoderModel scorer = model.copy(ParamMap.empty());
    scorer.setScoreCol(SCORE).setLatentCol("").setLogVarianceCol("");
    scorer.setReconstructionCol("").setPredictionCol("").setHandleInvalid("skip");
    double[] quantiles =
        scorer
            .transform(rows)
            .stat()
            .approxQuantile(SCORE, new double[] {1 - contamination}, PRECISION);
    return quantiles[0];
  }
}
