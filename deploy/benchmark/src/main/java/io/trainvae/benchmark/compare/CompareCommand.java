package io.trainvae.benchmark.compare;

import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.measure.Results;
import io.trainvae.benchmark.measure.SourceOptions;
import io.trainvae.error.JobException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code benchmark compare}. */
@Command(
    name = "compare",
    description = {
      "Times the trainer through Spark, the same on plain threads, dl4j-spark's own trainer, and",
      "PyTorch and DJL if they are installed, one after the other, each in a separate process."
    },
    usageHelpWidth = 100)
public final class CompareCommand implements Callable<Integer> {
  @Mixin private SourceOptions source;

  @Option(
      names = "--epochs",
      defaultValue = "4",
      paramLabel = "N",
      description = "Epochs of each contender; the first one is not counted. Default: 4.")
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
          "End the peers' epochs after N minibatches, and scale their figures; 0: whole"
              + " epochs. Default: 0.")
  private int peerBatches;

  @Option(
      names = "--only",
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "Contenders to run: spark, threads, one-thread, spark-every-step, stock, stock-direct, stock-best,"
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
      description = "A setting of the preset; peers ignore it.")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws InterruptedException {
    check();
    Places places = source.places();
    CompareRequest request =
        new CompareRequest(
            source.data(),
            source.preset(),
            epochs,
            peers == null ? null : peers.toAbsolutePath().normalize(),
            peerBatches,
            only,
            repeat,
            settings,
            source.commandLine());
    Comparison comparison = new CompareJob(places, request, System.err).execute();
    write(new Results(places.output()), comparison);
    return comparison.failed().isEmpty() ? 0 : 1;
  }

  private void check() {
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
