package io.trainvae.benchmark.jobs;

import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.MarkdownTable;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.measure.Results;
import io.trainvae.benchmark.measure.SourceOptions;
import io.trainvae.error.JobException;
import io.trainvae.picture.BarChart;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code benchmark jobs}. */
@Command(
    name = "jobs",
    description = {
      "Times ingest, evaluate, encode and decode without the start of Spark, which is the time of",
      "the same command on ten images or one."
    },
    usageHelpWidth = 100)
public final class JobsCommand implements Callable<Integer> {
  @Mixin private SourceOptions source;

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
      description = "Jobs to time: ingest, evaluate, encode, decode. Default: all.")
  private List<String> only = JobsBenchmark.NAMES;

  @Override
  public Integer call() throws InterruptedException {
    if (repeat < 1) {
      throw JobException.usage("Cannot use --repeat %d: expected at least 1".formatted(repeat));
    }
    if (!JobsBenchmark.NAMES.containsAll(only)) {
      throw JobException.usage(
          "Cannot use --only %s: expected some of %s"
              .formatted(String.join(" ", only), String.join(", ", JobsBenchmark.NAMES)));
    }
    Places places = source.places();
    JobTimings timings =
        new JobsBenchmark(places, source.data(), source.preset(), repeat, only, System.err)
            .execute(source.commandLine());
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
            "total s",
            "s without start",
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
                "on ten images or one",
                timings.jobs().stream().mapToDouble(JobTiming::smallestSeconds).toArray()),
            new BarChart.Part(
                "the rest",
                timings.jobs().stream().mapToDouble(job -> Math.max(0, job.seconds())).toArray())));
  }
}
