package io.trainvae.averaging;

import io.trainvae.network.VaeState;
import java.io.Serializable;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;

/** What a worker brings home from a round. */
public final class RoundResult implements TrainingResult, Serializable {
  private static final long serialVersionUID = 1L;

  private final int worker;
  private final Losses losses;
  private final String host;
  private final VaeState state;
  private SparkTrainingStats stats;

  /**
   * Summed over images; nats.
   *
   * @param images trained on
   * @param finite whether the loss of every step was a number
   */
  record Losses(int images, double reconstruction, double kl, boolean finite)
      implements Serializable {
    static final Losses NONE = new Losses(0, 0, 0, true);

    Losses plus(Losses other) {
      return new Losses(
          images + other.images,
          reconstruction + other.reconstruction,
          kl + other.kl,
          finite && other.finite);
    }

    double negElbo() {
      return (reconstruction + kl) / images;
    }
  }

  RoundResult(int worker, Losses losses, String host, VaeState state) {
    this.worker = worker;
    this.losses = losses;
    this.host = host;
    this.state = state;
  }

  int worker() {
    return worker;
  }

  Losses losses() {
    return losses;
  }

  /** Where the worker ran. */
  String host() {
    return host;
  }

  /** Null where it is handed over within one virtual machine instead: {@link StateHandover}. */
  VaeState state() {
    return state;
  }

  RoundResult withoutState() {
    return new RoundResult(worker, losses, host, null);
  }

  @Override
  public void setStats(SparkTrainingStats stats) {
    this.stats = stats;
  }

  SparkTrainingStats stats() {
    return stats;
  }
}
