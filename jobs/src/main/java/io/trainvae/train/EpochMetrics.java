package io.trainvae.train;

import io.trainvae.data.Split;
import io.trainvae.metrics.MetricNames;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes the figures of every epoch to the run's metrics as soon as the epoch is done. */
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

  /** The figures of an epoch, of each split sorted by name. */
  static List<MetricRow> rows(String runId, Epoch epoch) {
    Map<String, Double> train =
        new HashMap<>(
            Map.of(
                "neg_elbo", epoch.negElbo(),
                "reconstruction", epoch.reconstruction(),
                "kl", epoch.kl(),
                "learning_rate", epoch.learningRate(),
                "images", (double) epoch.images(),
                "seconds", epoch.seconds(),
                "images_per_second", epoch.imagesPerSecond()));
    epoch.disagreement().ifPresent(figure -> train.put(MetricNames.DISAGREEMENT, figure));
    Map<String, Double> test = epoch.test().map(EpochMetrics::figures).orElse(Map.of());
    Map<String, Double> validation = epoch.validation().map(EpochMetrics::figures).orElse(Map.of());
    return Stream.of(
            rows(runId, epoch, Split.TRAIN, train),
            rows(runId, epoch, Split.VALIDATION, validation),
            rows(runId, epoch, Split.TEST, test))
        .flatMap(rows -> rows)
        .toList();
  }

  private static Map<String, Double> figures(TestFigures test) {
    return Map.of(
        "images", (double) test.images(),
        "neg_elbo", test.negElbo(),
        "reconstruction", test.reconstruction(),
        "kl", test.kl());
  }

  private static Stream<MetricRow> rows(
      String runId, Epoch epoch, Split split, Map<String, Double> figures) {
    Instant now = Instant.now();
    return figures.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            figure ->
                new MetricRow(
                    runId,
                    epoch.epoch(),
                    epoch.roundsDone(),
                    split.id(),
                    figure.getKey(),
                    figure.getValue(),
                    now));
  }
}
