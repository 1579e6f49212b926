package io.trainvae.benchmark.averaging;

import io.trainvae.benchmark.measure.Results;
import io.trainvae.picture.CurveChart;
import io.trainvae.picture.CurveChart.Curve;
import io.trainvae.picture.CurveChart.Panel;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A picture for each rule and interval, with a curve for each number of workers. */
final class AveragingCharts {
  private final Results results;

  AveragingCharts(Results results) {
    this.results = results;
  }

  void write(AveragingRequest request, List<Trained> runs) {
    for (Rule rule : request.rules()) {
      for (int every : request.every()) {
        List<List<Trained>> curves =
            request.settings(rule, every).stream()
                .map(setting -> runs.stream().filter(r -> r.setting().equals(setting)).toList())
                .filter(seeds -> !seeds.isEmpty())
                .toList();
        if (!curves.isEmpty()) {
          String interval = every == 0 ? Setting.ONCE_AN_EPOCH : "" + every;
          String name = "averaging-%s-every-%s.png".formatted(rule.label(), interval);
          results.write(name, png(title(rule, every), curves));
        }
      }
    }
  }

  private static String title(Rule rule, int every) {
    String often = every == 0 ? "once an epoch" : "every %d minibatches".formatted(every);
    return "Averaging " + often + (rule == Rule.NONE ? ", no rule" : ", the shipped rule");
  }

  private static byte[] png(String title, List<List<Trained>> curves) {
    return CurveChart.png(
        new CurveChart.Words(title, "test \u2212ELBO, nats per image"),
        curves.stream().map(AveragingCharts::name).toList(),
        List.of(
            panel("epochs", curves, EpochPoint::epoch),
            panel("seconds of training", curves, EpochPoint::seconds),
            new Panel(
                "MB that a worker sends", curves.stream().map(AveragingCharts::sent).toList())));
  }

  private static String name(List<Trained> seeds) {
    int workers = seeds.get(0).setting().workers();
    return workers + (workers == 1 ? " worker" : " workers");
  }

  private static Panel panel(
      String name, List<List<Trained>> curves, ToDoubleFunction<EpochPoint> x) {
    return new Panel(name, curves.stream().map(seeds -> curve(seeds, x)).toList());
  }

  /** A single worker sends nothing. */
  private static Curve sent(List<Trained> seeds) {
    return seeds.get(0).setting().isAveraged()
        ? curve(seeds, point -> point.bytes() / 1e6)
        : new Curve(new double[0], new double[0]);
  }

  /** The means over the seeds, of the epochs that all have. */
  private static Curve curve(List<Trained> seeds, ToDoubleFunction<EpochPoint> x) {
    int epochs = seeds.stream().mapToInt(run -> run.points().size()).min().orElseThrow();
    double[] across = new double[epochs];
    double[] up = new double[epochs];
    for (int i = 0; i < epochs; i++) {
      int epoch = i;
      across[i] = mean(seeds, run -> x.applyAsDouble(run.points().get(epoch)));
      up[i] = mean(seeds, run -> run.points().get(epoch).loss());
    }
    return new Curve(across, up);
  }

  private static double mean(List<Trained> seeds, ToDoubleFunction<Trained> figure) {
    return seeds.stream().mapToDouble(figure).average().orElseThrow();
  }
}
