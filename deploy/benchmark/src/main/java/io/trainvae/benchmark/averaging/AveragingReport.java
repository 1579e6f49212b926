package io.trainvae.benchmark.averaging;

import io.trainvae.benchmark.averaging.Summary.Reached;
import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.MarkdownTable;
import io.trainvae.benchmark.measure.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results as Markdown tables. */
final class AveragingReport {
  private final Averaging averaging;

  AveragingReport(Averaging averaging) {
    this.averaging = averaging;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append("### After %d epochs%n%n".formatted(averaging.setup().epochs())).append(ends());
    List<Summary> summaries = averaging.summaries();
    int losses = summaries.isEmpty() ? 0 : summaries.get(0).reached().size();
    for (int i = 0; i < losses; i++) {
      double loss = summaries.get(0).reached().get(i).loss();
      text.append(String.format(Locale.ROOT, "%n### To a test -ELBO of %s%n%n", number(loss)));
      text.append(reached(i));
    }
    for (Map.Entry<String, String> failure : averaging.failed().entrySet()) {
      text.append("%n%s failed: %s%n".formatted(failure.getKey(), failure.getValue()));
    }
    return text.append("%n%s".formatted(machine())).toString();
  }

  private MarkdownTable ends() {
    MarkdownTable table =
        new MarkdownTable(
            "rule",
            "every",
            "workers",
            "seeds",
            "test -ELBO",
            "s/epoch",
            "CPU s/epoch",
            "rounds",
            "MB that a worker sends",
            "cores used by others");
    for (Summary summary : averaging.summaries()) {
      table.row(
          summary.setting().ruleLabel(),
          summary.setting().everyLabel(),
          "" + summary.setting().workers(),
          "" + summary.seeds(),
          summary.loss().text(AveragingReport::loss),
          summary.seconds().text(Figure::of),
          summary.cpuSeconds().text(Figure::of),
          averaged(summary, Figure.of(summary.rounds().mean())),
          averaged(summary, Figure.of(summary.bytes().mean() / 1e6)),
          Figure.of(summary.othersCores()));
    }
    return table;
  }

  private MarkdownTable reached(int loss) {
    MarkdownTable table =
        new MarkdownTable(
            "rule",
            "every",
            "workers",
            "seeds that reach it",
            "s of training",
            "s in all",
            "CPU s in all",
            "rounds",
            "MB that a worker sends");
    for (Summary summary : averaging.summaries()) {
      Reached reached = summary.reached().get(loss);
      table.row(
          summary.setting().ruleLabel(),
          summary.setting().everyLabel(),
          "" + summary.setting().workers(),
          "%d of %d".formatted(reached.seconds().count(), summary.seeds()),
          reached.seconds().text(Figure::of),
          reached.wallSeconds().text(Figure::of),
          reached.cpuSeconds().text(Figure::of),
          averaged(summary, Figure.of(reached.rounds().mean())),
          averaged(summary, megabytes(reached.bytes())));
    }
    return table;
  }

  private static String averaged(Summary summary, String figure) {
    return summary.setting().isAveraged() ? figure : "-";
  }

  private static String megabytes(Spread bytes) {
    return Figure.of(bytes.mean() / 1e6);
  }

  private static String loss(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** 106 instead of 106.0, as the user wrote it. */
  private static String number(double value) {
    return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : "" + value;
  }

  private String machine() {
    return "%s on local[%d].%n%s%n"
        .formatted(
            averaging.setup().preset(), averaging.setup().cores(), averaging.machine().describe());
  }
}
