package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.measure.Results;
import io.trainvae.picture.BarChart;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Draws a bar chart for each cost. */
final class GrowthCharts {
  private final Results results;

  GrowthCharts(Results results) {
    this.results = results;
  }

  void write(Growth growth) {
    List<Cost> workers = GrowthReport.byWorkers(growth);
    List<ClusterCost> cluster = ClusterCost.all(growth.cluster());
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
        "total CPU ms, without the steps",
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
