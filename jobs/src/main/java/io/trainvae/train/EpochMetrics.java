package io.trainvae.train;

import io.trainvae.data.Split;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes the figures of every epoch into the run's metrics as soon as it is done. */
final class EpochMetrics implements TrainListener {
  private final MetricsFile file;
  private final String runId;

  EpochMetrics(MetricsFile file, String runId) {
    this.file = file;
    this.runId = runId;
  }

  @Override
  public void epochDone(Epoch epoch) {
    file.writeEpoch(epoch.epoch(), rows(runId, epoch));
  }

  /** The figures of an epoch, sorted by name. */
  static List<MetricRow> rows(String runId, Epoch epoch) {
    Instant now = Instant.now();
    return Map.of(
            "neg_elbo", epoch.negElbo(),
            "reconstruction", epoch.reconstruction(),
            "kl", epoch.kl(),
            "seconds", epoch.seconds(),
            "images_per_second", epoch.imagesPerSecond())
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            figure ->
                new MetricRow(
                    runId,
                    epoch.epoch(),
                    epoch.roundsDone(),
                    Split.TRAIN.id(),
                    figure.getKey(),
                    figure.getValue(),
                    now))
        .toList();
  }
}
