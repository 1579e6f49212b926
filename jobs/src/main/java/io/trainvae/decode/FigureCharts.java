package io.trainvae.decode;

import io.trainvae.metrics.EpochRows;
import io.trainvae.metrics.MetricNames;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.Summary;
import io.trainvae.picture.BarChart;
import io.trainvae.picture.BarChart.Part;
import io.trainvae.picture.BarChart.Words;
import io.trainvae.picture.DisagreementChart;
import io.trainvae.picture.LossChart;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Draws a run's metrics. */
final class FigureCharts {
  private static final int MOST_DIMENSIONS = 64;

  private FigureCharts() {}

  /**
   * Draws PNG files, but for those of figures that were not computed.
   *
   * @param summary of the same run
   */
  static void draw(Drawings charts, List<MetricRow> metrics, Summary summary) {
    charts.add("loss.png", () -> LossChart.png(EpochRows.of(metrics, summary), summary.unit()));
    DisagreementChart.png(metrics).ifPresent(chart -> charts.add("disagreement.png", () -> chart));
    SortedMap<Integer, Double> negElbo = MetricNames.byClass(metrics, "neg_elbo");
    if (!negElbo.isEmpty()) {
      charts.add("class-losses.png", () -> classes(metrics, negElbo, summary));
    }
    SortedMap<Integer, Double> kls = MetricNames.klByDimension(metrics);
    if (!kls.isEmpty()) {
      charts.add("kl-dimensions.png", () -> dimensions(kls, summary));
    }
  }

  private static byte[] classes(
      List<MetricRow> metrics, SortedMap<Integer, Double> negElbo, Summary summary) {
    SortedMap<Integer, Double> kl = MetricNames.byClass(metrics, "kl");
    SortedMap<Integer, Double> reconstruction = MetricNames.byClass(metrics, "reconstruction");
    boolean stacked =
        reconstruction.keySet().equals(negElbo.keySet())
            && kl.keySet().equals(negElbo.keySet())
            // The density of a pixel may be above 1.
            && reconstruction.values().stream().allMatch(value -> value >= 0);
    List<Part> parts =
        stacked
            ? List.of(
                new Part("reconstruction", values(reconstruction.values())),
                new Part("KL", values(kl.values())))
            : List.of(new Part("\u2212ELBO", values(negElbo.values())));
    List<String> names = negElbo.keySet().stream().map(String::valueOf).toList();
    return BarChart.png(
        new Words(
            "\u2212ELBO of the test %s of each class".formatted(summary.items()),
            of(summary.unit(), summary),
            "class"),
        names,
        parts);
  }

  private static byte[] dimensions(SortedMap<Integer, Double> kls, Summary summary) {
    List<Map.Entry<Integer, Double>> largest =
        kls.entrySet().stream()
            .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
            .limit(MOST_DIMENSIONS)
            .toList();
    String which =
        largest.size() == kls.size()
            ? "KL of each latent dimension"
            : "KL of %d of %d latent dimensions".formatted(largest.size(), kls.size());
    return BarChart.png(
        new Words(
            which,
            of(summary.unit().replace("nats per ", "nats per test "), summary),
            "latent dimension"),
        largest.stream().map(kl -> kl.getKey().toString()).toList(),
        List.of(new Part("KL", values(largest.stream().map(Map.Entry::getValue).toList()))));
  }

  /** The whole test split goes without saying. */
  private static String of(String unit, Summary summary) {
    return EpochRows.haveEvaluation(summary) ? unit : unit + ", " + summary.testedOn();
  }

  private static double[] values(Collection<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
