package io.trainvae.metrics;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * {@code <run>/summary.json}: the figures of a run. Of losses the lower one is the better one. A
 * figure that was not computed is null.
 *
 * @param status {@code trained}, {@code evaluated} or {@code complete}
 * @param unit of all losses, such as {@code nats per image}
 * @param parametersSha256 over the flat float32 parameters, little-endian
 */
public record Summary(
    @JsonProperty("run_id") String runId,
    String preset,
    String status,
    Dataset dataset,
    int workers,
    @JsonProperty("averaging_frequency") int averagingFrequency,
    long seed,
    int epochs,
    String unit,
    Train train,
    Test test,
    @JsonProperty("parameters_sha256") String parametersSha256) {

  public Summary {
    // Summaries of before there was another one do not name it.
    unit = unit == null ? "nats per image" : unit;
  }

  /** The same with other test figures. */
  public Summary withTest(Test newTest) {
    return new Summary(
        runId,
        preset,
        status,
        dataset,
        workers,
        averagingFrequency,
        seed,
        epochs,
        unit,
        train,
        newTest,
        parametersSha256);
  }

  /** The same figures at another point of the run. */
  public Summary withStatus(String newStatus) {
    return new Summary(
        runId,
        preset,
        newStatus,
        dataset,
        workers,
        averagingFrequency,
        seed,
        epochs,
        unit,
        train,
        test,
        parametersSha256);
  }

  public record Dataset(
      String name,
      @JsonProperty("train_images") int trainImages,
      @JsonProperty("test_images") int testImages) {}

  /**
   * @param seconds of all epochs
   * @param secondsPerEpoch median of the epochs after the first
   */
  public record Train(
      double seconds,
      @JsonProperty("seconds_per_epoch") Double secondsPerEpoch,
      @JsonProperty("images_per_second") Double imagesPerSecond,
      @JsonProperty("neg_elbo") Double negElbo,
      Double reconstruction,
      Double kl) {}

  /**
   * @param nll importance-weighted bound
   * @param binarisation {@code none}, {@code threshold} or {@code dynamic}
   */
  public record Test(
      @JsonProperty("neg_elbo") Double negElbo,
      Double reconstruction,
      Double kl,
      Double nll,
      @JsonProperty("importance_samples") Integer importanceSamples,
      @JsonProperty("active_units") Integer activeUnits,
      String binarisation) {}
}
