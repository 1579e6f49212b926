package io.trainvae.dl4j;

import io.trainvae.network.VaeState;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/** The result type that dl4j-spark requires of a worker. */
public final class RoundResult implements TrainingResult {
  private final VaeState state;
  private SparkTrainingStats stats;

  /**
   * @param state null if there is none
   */
  RoundResult(VaeState state) {
    this.state = state;
  }

  VaeState state() {
    return state;
  }

  @Override
  public void setStats(SparkTrainingStats stats) {
    this.stats = stats;
  }

  SparkTrainingStats stats() {
    return stats;
  }
}
