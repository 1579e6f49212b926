package io.trainvae.benchmark.growth;

import io.trainvae.benchmark.measure.Machine;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.measure.Results;
import io.trainvae.error.JobException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmark growth}. */
@Command(
    name = "growth",
    description = {
      "Measures how cost grows with workers, executors and images, in one process and on a cluster",
      "of processes on this machine, and predicts larger clusters. Trains mlp-400 on synthetic",
      "digits. Results of an earlier run in the same folder stay."
    },
    usageHelpWidth = 100)
public final class GrowthCommand implements Callable<Integer> {
  private static final List<String> PARTS = List.of("workers", "images", "cluster", "evaluate");

  /** With as many, a round of the part cluster is a single step. */
  private static final int MOST_WORKERS = 16;

  private static final String FILE = "growth.json";

  @Option(
      names = "--only",
      arity = "1..*",
      paramLabel = "PART",
      description =
          "Parts to measure: workers, images, cluster, evaluate; none only reports. Default: all.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "N",
      description =
          "Numbers of workers and executors. A prediction needs at least three. Default:"
              + " 1,2,4,8,16.")
  private List<Integer> workers = List.of(1, 2, 4, 8, 16);

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of results, logs and data.")
  private Path output;

  @Override
  public Integer call() throws InterruptedException {
    List<String> chosen = chosen();
    if (workers.stream().anyMatch(count -> count < 1 || count > MOST_WORKERS)) {
      throw JobException.usage(
          "Cannot use --workers %s: expected numbers from 1 to %d"
              .formatted(workers, MOST_WORKERS));
    }
    Places places = Places.of(output);
    Results results = new Results(places.output());
    Parts parts = new Parts(places, workers.stream().sorted().toList(), System.err);
    Growth growth = Growth.read(places.output().resolve(FILE));
    for (String part : chosen) {
      System.err.println(part);
      Machine machine = Machine.look(System.err);
      growth = measured(part, parts, growth);
      growth.on(part, machine);
      results.json(FILE, growth);
    }
    String text = new GrowthReport(growth).text();
    results.text("growth.md", text);
    new GrowthCharts(results).write(growth);
    System.out.print(text);
    return 0;
  }

  private List<String> chosen() {
    if (only.equals(List.of("none"))) {
      return List.of();
    }
    for (String part : only) {
      if (!PARTS.contains(part)) {
        throw JobException.usage(
            "Cannot use --only %s: expected none, or some of %s"
                .formatted(part, String.join(", ", PARTS)));
      }
    }
    return only.isEmpty() ? PARTS : only;
  }

  private static Growth measured(String part, Parts parts, Growth growth) {
    return switch (part) {
      case "workers" -> growth.withWorkers(parts.workers());
      case "images" -> parts.images(growth);
      case "cluster" -> growth.withCluster(parts.cluster());
      case "evaluate" -> growth.withEvaluated(parts.evaluate());
      default -> throw new IllegalArgumentException(part);
    };
  }
}
