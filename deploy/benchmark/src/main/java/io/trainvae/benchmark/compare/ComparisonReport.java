package io.trainvae.benchmark.compare;

import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.MarkdownTable;
import io.trainvae.picture.BarChart;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A comparison as text and chart. */
final class ComparisonReport {
  private final Comparison comparison;

  ComparisonReport(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Tables and remarks in Markdown. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(table()).append('\n');
    if (comparison.sameParameters() != null) {
      text.append(
          comparison.sameParameters()
              ? "Spark and plain threads printed the same losses and ended with the same"
                  + " parameters, to the bit.\n"
              : "Spark and plain threads did NOT end with the same parameters: their times do not"
                  + " compare.\n");
    }
    comparison
        .leftOut()
        .forEach((title, why) -> text.append("Left out: ").append(line(title, why)));
    comparison.failed().forEach((title, why) -> text.append("Failed: ").append(line(title, why)));
    if (!comparison.targets().isEmpty()) {
      text.append('\n').append(targets());
    }
    text.append('\n').append(machine());
    return text.toString();
  }

  private static String line(String title, String why) {
    return title + ", " + why + "\n";
  }

  private String table() {
    MarkdownTable table =
        new MarkdownTable(
            "",
            "s/epoch",
            "images/s",
            "CPU s/epoch",
            "peak memory, MB",
            "share of sgemm",
            "of the best peer",
            "of train-vae",
            "others, cores");
    double peer = seconds(Contender.Kind.PEER, null);
    double ours = seconds(Contender.Kind.OURS, OwnContenders.SPARK);
    for (Result result : comparison.results()) {
      table.row(
          result.title(),
          Figure.of(result.seconds()),
          Figure.of(result.imagesPerSecond()),
          Figure.of(result.cpuSeconds()),
          Figure.of(result.peakMegabytes()),
          Figure.percent(result.shareOfSgemm()),
          Figure.of(result.seconds() / peer),
          Figure.of(result.seconds() / ours),
          String.format(Locale.ROOT, "%.2f", result.othersCores()));
    }
    return table.toString();
  }

  /** The least seconds of a kind, or of one contender; NaN if none ran. */
  private double seconds(Contender.Kind kind, String name) {
    return comparison.results().stream()
        .filter(result -> result.kind() == kind)
        .filter(result -> name == null || result.name().equals(name))
        .map(Result::seconds)
        .min(Comparator.naturalOrder())
        .orElse(Double.NaN);
  }

  private String targets() {
    MarkdownTable table = new MarkdownTable("target", "measured", "at most", "");
    for (Target target : comparison.targets()) {
      table.row(
          target.what(),
          Figure.of(target.value()),
          Figure.of(target.most()),
          target.met() ? "met" : "missed");
    }
    return table.toString();
  }

  private String machine() {
    return String.format(
        Locale.ROOT,
        "%s, %,d images, %.0f GFLOP an epoch; sgemm %.0f GFLOP/s on one thread, %.0f on two.%n%s%n",
        comparison.preset(),
        comparison.images(),
        comparison.flops() / 1e9,
        comparison.sgemm().best(1),
        comparison.sgemm().best(2),
        comparison.machine().describe());
  }

  /** A bar chart of the seconds per epoch. */
  byte[] chart() {
    List<Result> results = comparison.results();
    return BarChart.png(
        new BarChart.Words(
            comparison.preset() + ": an epoch of " + comparison.images() + " images",
            "seconds, median after the first",
            "the number is that of threads"),
        results.stream().map(Result::label).toList(),
        List.of(
            new BarChart.Part("seconds", results.stream().mapToDouble(Result::seconds).toArray())));
  }
}
