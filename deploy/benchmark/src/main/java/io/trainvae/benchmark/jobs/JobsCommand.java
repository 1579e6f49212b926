package io.trainvae.benchmark.jobs;

import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.MarkdownTable;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.measure.Results;
import io.trainvae.error.JobException;
import io.trainvae.picture.BarChart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmark jobs}. */
@Command(
    name = "jobs",
    description = {
      "Times ingest, evaluate, encode and decode beyond Spark's start, which is what the same",
      "command takes on next to nothing."
    },
    usageHelpWidth = 100)
public final class JobsCommand implements Callable<Integer> {
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
      description = "The model. Default: mlp-400.")
  private String preset;

  @Option(
      names = "--repeat",
      defaultValue = "3",
      paramLabel = "R",
      description = "Runs of each command. Default: 3.")
  private int repeat;

  @Option(
      names = "--only",
      arity = "1..*",
      paramLabel = "JOB",
      description = "Of ingest, evaluate, encode, decode. Default: all.")
  private List<String> only = JobsBenchmark.NAMES;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FOLDER",
      description = "Where results, logs and data go.")
  private Path output;

  @Override
  public Integer call() throws InterruptedException {
    if (!Files.isDirectory(data) || repeat < 1) {
      throw JobException.usage(
          "Cannot time jobs on %s %d times: expected a folder with four IDX files, and at least 1"
              .formatted(data, repeat));
    }
    if (!JobsBenchmark.NAMES.containsAll(only)) {
      throw JobException.usage(
          "Cannot use --only %s: expected some of %s"
              .formatted(String.join(" ", only), String.join(", ", JobsBenchmark.NAMES)));
    }
    Places places = Places.of(output);
    JobTimings timings =
        new JobsBenchmark(
                places, data.toAbsolutePath().normalize(), preset, repeat, only, System.err)
            .execute(spec.commandLine().getParseResult().originalArgs());
    Results results = new Results(places.output());
    results.json("jobs.json", timings);
    results.text("jobs.md", text(timings));
    results.write("jobs.png", chart(timings));
    System.out.print(text(timings));
    return 0;
  }

  private static String text(JobTimings timings) {
    MarkdownTable table =
        new MarkdownTable(
            "job",
            "images",
            "s in all",
            "s beyond start",
            "images/s",
            "limit",
            "s at the limit",
            "share of the limit");
    for (JobTiming job : timings.jobs()) {
      table.row(
          job.name(),
          String.format(Locale.ROOT, "%,d", job.images()),
          Figure.of(job.wallSeconds()),
          Figure.of(job.seconds()),
          Figure.of(job.imagesPerSecond()),
          job.limit(),
          Figure.of(job.limitSeconds()),
          Figure.percent(job.share()));
    }
    return table
        + String.format(
            Locale.ROOT,
            "%n%s; the disk takes %.0f MB/s, sgemm %.0f GFLOP/s on two threads.%n%s%n",
            timings.preset(),
            timings.diskRate() / 1e6,
            timings.sgemm().best(2),
            timings.machine().describe());
  }

  private static byte[] chart(JobTimings timings) {
    return BarChart.png(
        new BarChart.Words("Jobs", "seconds, median", ""),
        timings.jobs().stream().map(JobTiming::name).toList(),
        List.of(
            new BarChart.Part(
                "on next to nothing",
                timings.jobs().stream().mapToDouble(JobTiming::smallestSeconds).toArray()),
            new BarChart.Part(
                "beyond that",
                timings.jobs().stream().mapToDouble(job -> Math.max(0, job.seconds())).toArray())));
  }
}
