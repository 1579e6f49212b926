package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.growth.Growth.Evaluated;
import io.trainvae.benchmark.growth.Growth.Ingested;
import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.MarkdownTable;
import java.util.List;
import java.util.Locale;

/** The results as Markdown tables. */
final class GrowthReport {
  private static final int TEST_IMAGES = 10_000;

  /** Executors of the prediction. */
  private static final int PREDICTED = 64;

  private final Growth growth;

  GrowthReport(Growth growth) {
    this.growth = growth;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    add(text, "Workers, in one process", !growth.workers().isEmpty(), this::workers);
    add(text, "Images", !growth.images().isEmpty(), this::images);
    add(text, "Executors in separate processes", !growth.cluster().isEmpty(), this::cluster);
    add(text, "Evaluation", !growth.evaluated().isEmpty(), this::evaluated);
    add(text, "Prediction", Prediction.isPossible(growth), this::prediction);
    add(text, "Machine", true, this::machines);
    return text.toString();
  }

  private interface Section {
    Object text();
  }

  private static void add(StringBuilder text, String title, boolean there, Section section) {
    if (there) {
      text.append("### ").append(title).append("\n\n").append(section.text()).append('\n');
    }
  }

  static List<Cost> byWorkers(Growth growth) {
    return Cost.all(growth.workers());
  }

  private MarkdownTable workers() {
    MarkdownTable table =
        new MarkdownTable(
            "workers",
            "CPU us an image",
            "CPU ms a round",
            "a round and worker",
            "peak memory, MB");
    for (Cost cost : byWorkers(growth)) {
      table.row(
          "" + cost.workers(),
          Figure.of(1e6 * cost.imageSeconds()),
          Figure.of(1e3 * cost.roundSeconds()),
          Figure.of(1e3 * cost.roundSeconds() / cost.workers()),
          Figure.of(cost.peakMegabytes()));
    }
    return table;
  }

  private MarkdownTable images() {
    MarkdownTable table =
        new MarkdownTable(
            "images",
            "ingest, s in all",
            "ingest, images/s",
            "s/epoch",
            "CPU us an image",
            "peak memory, MB");
    for (int i = 0; i < growth.images().size(); i++) {
      Trained trained = growth.images().get(i);
      Ingested ingested = growth.ingested().get(i);
      table.row(
          count(trained.images()),
          Figure.of(ingested.seconds()),
          Figure.of(ingested.images() / ingested.seconds()),
          Figure.of(trained.seconds()),
          Figure.of(1e6 * trained.cpuSeconds() / trained.images()),
          Figure.of(trained.peakMegabytes()));
    }
    return table;
  }

  private MarkdownTable cluster() {
    MarkdownTable table =
        new MarkdownTable(
            "executors",
            "driver, peak MB",
            "network MB per round and executor",
            "driver's CPU ms per round",
            "total CPU ms per round, without the steps",
            "the same per executor");
    for (ClusterCost cost : ClusterCost.all(growth.cluster())) {
      table.row(
          "" + cost.executors(),
          Figure.of(cost.peakMegabytes()),
          Figure.of(cost.bytes() / 1e6 / cost.executors()),
          Figure.of(1e3 * cost.driverSeconds()),
          Figure.of(1e3 * cost.allSeconds()),
          Figure.of(1e3 * cost.allSeconds() / cost.executors()));
    }
    return table;
  }

  private MarkdownTable evaluated() {
    MarkdownTable table =
        new MarkdownTable(
            "samples per image", "images", "s", "samples/s", "s for 10,000 images, extrapolated");
    for (Evaluated one : growth.evaluated()) {
      table.row(
          count(one.samples()),
          count(one.images()),
          Figure.of(one.seconds()),
          Figure.of((double) one.samples() * one.images() / one.seconds()),
          Figure.of(one.secondsOf(TEST_IMAGES)));
    }
    return table;
  }

  private MarkdownTable prediction() {
    Prediction prediction = new Prediction(growth);
    MarkdownTable table =
        new MarkdownTable(
            "on",
            "steps a round",
            "steps, ms",
            "executor, ms",
            "driver, ms",
            "transfer, ms",
            "latency, ms",
            "efficiency");
    for (int frequency : List.of(10, 50)) {
      Prediction.Round round = prediction.executors(PREDICTED, frequency);
      table.row(
          PREDICTED + " executors of one core, 10 Gbit/s",
          "" + frequency,
          Figure.of(1e3 * round.steps()),
          Figure.of(1e3 * round.executor()),
          Figure.of(1e3 * round.driver()),
          Figure.of(1e3 * round.transfer()),
          Figure.of(1e3 * round.latency()),
          Figure.percent(round.efficiency()));
    }
    return table;
  }

  private String machines() {
    StringBuilder lines = new StringBuilder();
    growth
        .machines()
        .forEach(
            (part, machine) ->
                lines
                    .append("- ")
                    .append(part)
                    .append(": ")
                    .append(machine.describe())
                    .append('\n'));
    return lines.toString();
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
