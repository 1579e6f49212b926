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
      "Measures how cost grows with workers, images and parameters, in one process and on a",
      "cluster of processes on this machine, and predicts from that. Trains mlp-400 on synthetic",
      "digits. Parts that an earlier run measured into the same folder stay."
    },
    usageHelpWidth = 100)
public final class GrowthCommand implements Callable<Integer> {
  private static final List<String> PARTS =
      List.of("workers", "images", "parameters", "cluster", "evaluate", "coding");

  /** A cluster's part has no more than one step to a round with as many. */
  private static final int MOST_WORKERS = 16;

  private static final String FILE = "growth.json";

  @Option(
      names = "--only",
      arity = "1..*",
      paramLabel = "PART",
      description =
          "Of workers, images, parameters, cluster, evaluate, coding; none only reports. Default:"
              + " all.")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "N",
      description =
          "Numbers of workers and executors. A prediction takes at least three. Default:"
              + " 1,2,4,8,16.")
  private List<Integer> workers = List.of(1, 2, 4, 8, 16);

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Where results, logs and data go.")
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
      Machine machine = Machine.look();
      System.err.println(part + ": " + machine.describe());
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
      case "parameters" -> growth.withParameters(parts.parameters());
      case "cluster" -> growth.withCluster(parts.cluster());
      case "evaluate" -> growth.withEvaluated(parts.evaluate());
      case "coding" -> growth.withCoded(parts.coding());
      default -> throw new IllegalArgumentException(part);
    };
  }
}
