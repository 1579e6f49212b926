package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.measure.Results;
import io.trainvae.picture.BarChart;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** One picture for each thing that grows. */
final class GrowthCharts {
  private final Results results;

  GrowthCharts(Results results) {
    this.results = results;
  }

  void write(Growth growth) {
    List<Cost> workers = GrowthReport.byWorkers(growth);
    List<Cost> parameters = GrowthReport.byParameters(growth);
    List<ClusterCost> cluster = ClusterCost.all(growth.cluster());
    Function<Cost, String> millions =
        cost -> String.format(Locale.ROOT, "%.1f", cost.parameters() / 1e6);
    draw(
        "workers-image",
        "An image",
        "CPU us",
        "workers",
        workers,
        c -> "" + c.workers(),
        c -> 1e6 * c.imageSeconds());
    draw(
        "workers-round",
        "An averaging round",
        "CPU ms, of all workers",
        "workers",
        workers,
        c -> "" + c.workers(),
        c -> 1e3 * c.roundSeconds());
    draw(
        "parameters-image",
        "An image",
        "CPU us",
        "million parameters",
        parameters,
        millions,
        c -> 1e6 * c.imageSeconds());
    draw(
        "parameters-round",
        "An averaging round of two workers",
        "CPU ms",
        "million parameters",
        parameters,
        millions,
        c -> 1e3 * c.roundSeconds());
    draw(
        "images-image",
        "An image",
        "CPU us",
        "images",
        growth.images(),
        t -> "" + t.images(),
        t -> 1e6 * t.cpuSeconds() / t.images());
    draw(
        "cluster-driver",
        "The driver",
        "peak memory, MB",
        "executors",
        cluster,
        c -> "" + c.executors(),
        ClusterCost::peakMegabytes);
    draw(
        "cluster-network",
        "An averaging round",
        "network MB, of each executor",
        "executors",
        cluster,
        c -> "" + c.executors(),
        c -> c.bytes() / 1e6 / c.executors());
    draw(
        "cluster-round",
        "An averaging round",
        "CPU ms, of everyone, beyond the steps",
        "executors",
        cluster,
        c -> "" + c.executors(),
        c -> 1e3 * c.allSeconds());
  }

  private <T> void draw(
      String file,
      String title,
      String unit,
      String what,
      List<T> points,
      Function<T, String> name,
      ToDoubleFunction<T> value) {
    if (!points.isEmpty()) {
      results.write(
          "growth-" + file + ".png",
          BarChart.png(
              new BarChart.Words(title, unit, what),
              points.stream().map(name).toList(),
              List.of(new BarChart.Part(unit, points.stream().mapToDouble(value).toArray()))));
    }
  }
}
