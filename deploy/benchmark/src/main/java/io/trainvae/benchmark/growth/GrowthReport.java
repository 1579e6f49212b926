package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.growth.Growth.Coded;
import io.trainvae.benchmark.growth.Growth.Evaluated;
import io.trainvae.benchmark.growth.Growth.Ingested;
import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.MarkdownTable;
import java.util.List;
import java.util.Locale;

/** What was measured for people, in Markdown. */
final class GrowthReport {
  private static final int TEST_IMAGES = 10_000;

  /** Executors that are not at hand. */
  private static final int PREDICTED = 64;

  private final Growth growth;

  GrowthReport(Growth growth) {
    this.growth = growth;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    add(text, "Workers, in one process", !growth.workers().isEmpty(), this::workers);
    add(text, "Images", !growth.images().isEmpty(), this::images);
    add(text, "Parameters", !growth.parameters().isEmpty(), this::parameters);
    add(text, "Executors, processes of their own", !growth.cluster().isEmpty(), this::cluster);
    add(text, "Evaluation", !growth.evaluated().isEmpty(), this::evaluated);
    add(text, "Coding, on one thread", !growth.coded().isEmpty(), this::coded);
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
    return Cost.all(growth.workers(), trained -> (long) trained.workers());
  }

  static List<Cost> byParameters(Growth growth) {
    return Cost.all(growth.parameters(), Trained::parameters);
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

  private MarkdownTable parameters() {
    MarkdownTable table =
        new MarkdownTable(
            "parameters",
            "CPU us an image",
            "and a million parameters",
            "CPU ms a round",
            "and a million parameters",
            "peak memory, MB");
    for (Cost cost : byParameters(growth)) {
      double millions = cost.parameters() / 1e6;
      table.row(
          count(cost.parameters()),
          Figure.of(1e6 * cost.imageSeconds()),
          Figure.of(1e6 * cost.imageSeconds() / millions),
          Figure.of(1e3 * cost.roundSeconds()),
          Figure.of(1e3 * cost.roundSeconds() / millions),
          Figure.of(cost.peakMegabytes()));
    }
    return table;
  }

  private MarkdownTable cluster() {
    MarkdownTable table =
        new MarkdownTable(
            "executors",
            "driver, peak MB",
            "network MB a round and executor",
            "driver's CPU ms a round",
            "everyone's CPU ms a round, beyond the steps",
            "and executor");
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
            "samples an image", "images", "s", "samples/s", "10,000 images would take, s");
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

  private MarkdownTable coded() {
    MarkdownTable table = new MarkdownTable("preset", "encoded, images/s", "decoded, images/s");
    for (Coded coded : growth.coded()) {
      table.row(coded.preset(), Figure.of(coded.encoded()), Figure.of(coded.decoded()));
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
