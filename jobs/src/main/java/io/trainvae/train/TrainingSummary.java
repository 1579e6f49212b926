package io.trainvae.train;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;

/**
 * The summary of a training at any point of it.
 *
 * @param config as resolved, with its number of workers
 * @param threads of a worker
 */
record TrainingSummary(
    String runId, RunConfig config, int threads, DatasetInfo dataset, TrainingProgress progress) {

  EpochHistory history() {
    return progress.history();
  }

  /**
   * @param outcome null while the training runs
   * @param parametersSha256 null until it is trained
   */
  Summary of(String status, Outcome outcome, String parametersSha256) {
    return new Summary(
        runId,
        config.preset(),
        status,
        Summary.Dataset.of(dataset),
        config.train().workers(),
        config.train().averagingFrequency(),
        config.train().seed(),
        history().epochs(),
        config.model().likelihood().unit(),
        history().isEmpty()
            ? null
            : history().summary(threads, progress.disagreement().lastEpoch()),
        null,
        outcome,
        parametersSha256);
  }
}
