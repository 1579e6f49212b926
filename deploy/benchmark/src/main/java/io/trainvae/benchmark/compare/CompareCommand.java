package io.trainvae.benchmark.compare;

import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.measure.Results;
import io.trainvae.error.JobException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmark compare}. */
@Command(
    name = "compare",
    description = {
      "Times the trainer through Spark, the same on plain threads, dl4j-spark's own trainer, and",
      "PyTorch and DJL if they are installed, one after the other, each in a separate process."
    },
    usageHelpWidth = 100)
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "A folder with MNIST's four IDX files, packed or not.")
  private Path data;

  @Option(
      names = "--preset",
      defaultValue = "mlp-400",
      paramLabel = "NAME",
      description = "What is trained. Default: mlp-400.")
  private String preset;

  @Option(
      names = "--epochs",
      defaultValue = "4",
      paramLabel = "N",
      description = "Of each contender; the first one is not counted. Default: 4.")
  private int epochs;

  @Option(
      names = "--peers",
      paramLabel = "FOLDER",
      description = "A folder with torch_vae.py and djl/run.sh.")
  private Path peers;

  @Option(
      names = "--peer-batches",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Cut the peers' epochs short after N minibatches, and scale their figures; 0: whole"
              + " epochs. Default: 0.")
  private int peerBatches;

  @Option(
      names = "--only",
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "Of spark, threads, one-thread, spark-every-step, stock, stock-direct, stock-best,"
              + " torch-2, torch-1, djl-2, djl-1. Default: all.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--repeat",
      defaultValue = "1",
      paramLabel = "R",
      description = "Run all contenders R times over. Default: 1.")
  private int repeat;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the preset; peers do not heed it.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Where results, logs and data go.")
  private Path output;

  @Override
  public Integer call() throws InterruptedException {
    check();
    Places places = Places.of(output);
    CompareRequest request =
        new CompareRequest(
            data.toAbsolutePath().normalize(),
            preset,
            epochs,
            peers == null ? null : peers.toAbsolutePath().normalize(),
            peerBatches,
            only,
            repeat,
            settings,
            spec.commandLine().getParseResult().originalArgs());
    Comparison comparison = new CompareJob(places, request, System.err).execute();
    write(new Results(places.output()), comparison);
    return comparison.failed().isEmpty() ? 0 : 1;
  }

  private void check() {
    if (!Files.isDirectory(data)) {
      throw JobException.usage(
          "Cannot read %s: no such folder, expected one with four IDX files".formatted(data));
    }
    if (epochs < 2) {
      throw JobException.usage(
          "Cannot use --epochs %d: expected at least 2, the first one is not counted"
              .formatted(epochs));
    }
    if (repeat < 1 || peerBatches < 0) {
      throw JobException.usage(
          "Cannot use --repeat %d with --peer-batches %d: expected at least 1 and 0"
              .formatted(repeat, peerBatches));
    }
  }

  private static void write(Results results, Comparison comparison) {
    ComparisonReport report = new ComparisonReport(comparison);
    results.json("benchmark.json", comparison);
    results.text("benchmark.md", report.text());
    if (!comparison.results().isEmpty()) {
      results.write("benchmark.png", report.chart());
    }
    System.out.print(report.text());
  }
}
