package io.trainvae.benchmark.jobs;

import io.trainvae.benchmark.measure.Command;
import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.Folders;
import io.trainvae.benchmark.measure.Machine;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.measure.Rates;
import io.trainvae.benchmark.model.Model;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.error.JobException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/** Runs each job on all images and on ten images or one, one after the other. */
final class JobsBenchmark {
  static final List<String> NAMES = List.of("ingest", "evaluate", "encode", "decode");

  private static final String MASTER = "local[*]";
  private static final long DISK_BYTES = 256L << 20;

  private final Places places;
  private final Path source;
  private final String preset;
  private final int repeat;
  private final List<String> only;
  private final PrintStream progress;
  private final List<JobTiming> timings = new ArrayList<>();
  private Rates rates;
  private double diskRate;

  /**
   * @param source folder with four IDX files
   * @param repeat runs of each command
   * @param only names of jobs, of {@link #NAMES}
   */
  JobsBenchmark(
      Places places,
      Path source,
      String preset,
      int repeat,
      List<String> only,
      PrintStream progress) {
    this.places = places;
    this.source = source;
    this.preset = preset;
    this.repeat = repeat;
    this.only = only;
    this.progress = progress;
  }

  JobTimings execute(List<String> commandLine) throws InterruptedException {
    Machine machine = Machine.look(progress);
    rates = Rates.measure(places);
    diskRate = Folders.writeRate(places.work(), DISK_BYTES);
    Path data = places.ingestedFrom("data", "--source", source.toString());
    Path tiny = places.ingestedFrom("tiny", "--source", "synthetic", "--limit", "10");
    Path run = trained(data);
    DatasetInfo info =
        DatasetJson.read(new org.apache.hadoop.fs.Path(data.toUri()), new Configuration(false));
    for (String job : only) {
      switch (job) {
        case "ingest" -> ingest(info);
        case "evaluate" -> evaluate(run, info, data);
        case "encode" -> encode(run, info, data, tiny);
        case "decode" -> decode(run, info, data, tiny);
        default -> throw new IllegalArgumentException(job);
      }
    }
    return new JobTimings(machine, preset, commandLine, rates, diskRate, timings);
  }

  private Path trained(Path data) {
    progress.println("Training one epoch...");
    Path run = places.work().resolve("run");
    Observed done =
        places
            .trainVae(MASTER)
            .and("train", "--data", data.toString(), "--preset", preset, "--epochs", "1")
            .and("--run", run.toString(), "--overwrite")
            .observe(places.log("train"));
    require(done, "train");
    return run;
  }

  private void ingest(DatasetInfo info) {
    Path output = places.work().resolve("ingested");
    Supplier<Command> ingest =
        () -> {
          Folders.delete(output);
          return places.trainVae(MASTER).and("ingest", "--output", output.toString());
        };
    long images = info.trainImages() + (long) info.testImages();
    List<Observed> small =
        runs("ingest-tiny", () -> ingest.get().and("--source", "synthetic", "--limit", "10"));
    List<Observed> whole = runs("ingest", () -> ingest.get().and("--source", source.toString()));
    long bytes = Folders.bytes(source) + Folders.bytes(output);
    add("ingest", images, bytes, 0, whole, small);
  }

  private void evaluate(Path run, DatasetInfo info, Path data) {
    Command evaluate = places.trainVae(MASTER).and("evaluate", "--run", run.toString());
    List<Observed> small = runs("evaluate-tiny", () -> evaluate.and("--limit", "1"));
    List<Observed> whole = runs("evaluate", () -> evaluate);
    Model model = Model.of(preset, List.of());
    double flops = info.testImages() * (model.flops().encode() + model.flops().decode());
    add(
        "evaluate",
        info.testImages(),
        Folders.bytes(data.resolve("split=test")),
        flops,
        whole,
        small);
  }

  private void encode(Path run, DatasetInfo info, Path data, Path tiny) {
    Path output = places.work().resolve("encoded");
    Command encode =
        places
            .trainVae(MASTER)
            .and("encode", "--run", run.toString(), "--output", output.toString());
    List<Observed> small = runs("encode-tiny", () -> encode.and("--data", tiny.toString()));
    List<Observed> whole = runs("encode", () -> encode);
    Model model = Model.of(preset, List.of());
    long images = info.trainImages() + (long) info.testImages();
    double flops = images * (model.flops().encode() + model.flops().decode());
    add("encode", images, Folders.bytes(data) + Folders.bytes(output), flops, whole, small);
  }

  /** Encoding the test images and decoding the grid count as work; nothing else does. */
  private void decode(Path run, DatasetInfo info, Path data, Path tiny) {
    Command decode = places.trainVae(MASTER).and("decode", "--run", run.toString());
    List<Observed> small =
        runs("decode-tiny", () -> decode.and("--data", tiny.toString(), "--grid", "2"));
    List<Observed> whole = runs("decode", () -> decode);
    Model model = Model.of(preset, List.of());
    int grid = model.config().decode().grid();
    double flops =
        info.testImages() * model.flops().encode() + (double) grid * grid * model.flops().decode();
    long bytes = Folders.bytes(data.resolve("split=test")) + Folders.bytes(run.resolve("images"));
    add("decode", info.testImages(), bytes, flops, whole, small);
  }

  private List<Observed> runs(String name, Supplier<Command> command) {
    List<Observed> runs = new ArrayList<>();
    for (int i = 1; i <= repeat; i++) {
      Observed done = command.get().observe(places.log(name + "-" + i));
      require(done, name);
      progress.printf(
          "%s  %s s, %s s of CPU%n", name, Figure.of(done.seconds()), Figure.of(done.cpuSeconds()));
      runs.add(done);
    }
    return runs;
  }

  private static void require(Observed done, String name) {
    if (done.exitCode() != 0) {
      throw JobException.failed(
          "Cannot time %s: exit code %d, %s".formatted(name, done.exitCode(), done.lastLine()));
    }
  }

  private void add(
      String name,
      long images,
      long bytes,
      double flops,
      List<Observed> whole,
      List<Observed> small) {
    double sgemm = flops / (rates.best(2) * 1e9);
    timings.add(new JobTiming(name, images, bytes, flops, bytes / diskRate, sgemm, whole, small));
  }
}
