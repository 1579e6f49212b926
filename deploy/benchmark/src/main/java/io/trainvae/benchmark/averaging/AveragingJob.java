package io.trainvae.benchmark.averaging;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.trainvae.benchmark.measure.Command;
import io.trainvae.benchmark.measure.Epoch;
import io.trainvae.benchmark.measure.EpochLine;
import io.trainvae.benchmark.measure.Figure;
import io.trainvae.benchmark.measure.Machine;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Places;
import io.trainvae.benchmark.measure.Results;
import io.trainvae.benchmark.model.Model;
import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.checkpoint.EpochFigures;
import io.trainvae.data.DatasetJson;
import io.trainvae.error.JobException;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Trains every setting with every seed, one after the other. Keeps results of earlier runs. */
final class AveragingJob {
  private final Places places;
  private final AveragingRequest request;
  private final PrintStream progress;
  private final Model model;
  private final Configuration hadoop = new Configuration(false);
  private final Map<String, String> failed = new LinkedHashMap<>();

  AveragingJob(Places places, AveragingRequest request, PrintStream progress) {
    this.places = places;
    this.request = request;
    this.progress = progress;
    this.model = Model.of(request.setup().preset(), request.setup().settings());
  }

  Averaging execute() throws InterruptedException {
    Machine machine = Machine.look(progress);
    Path data = ingest();
    int images = Math.toIntExact(DatasetJson.read(hadoop(data), hadoop).trainImages());
    List<Trained> runs = new ArrayList<>();
    // Seed by seed, so that slow changes of the machine affect all settings alike.
    for (long seed : request.seeds()) {
      for (Setting setting : request.settings()) {
        train(data, images, setting, seed, runs);
      }
    }
    return new Averaging(
        machine, request.commandLine(), request.setup(), summaries(runs), runs, failed);
  }

  private Path ingest() {
    String[] options = model.ingestOptions(Path.of(request.setup().data()));
    return places.ingestedFrom("data-" + model.config().data().size(), options);
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  private void train(Path data, int images, Setting setting, long seed, List<Trained> runs) {
    String name = setting.name() + "-seed-" + seed;
    Path file = places.output().resolve("runs").resolve(name + ".json");
    if (Files.exists(file)) {
      progress.println(name + " was measured before");
      runs.add(read(file));
      return;
    }
    progress.println(name);
    try {
      Trained trained = train(command(data, images, setting, seed), name, setting, seed);
      new Results(file.getParent()).json(file.getFileName().toString(), trained);
      runs.add(trained);
    } catch (JobException e) {
      // The others can still be measured.
      failed.put(name, e.getMessage());
      progress.println("  " + e.getMessage());
    }
  }

  /** Reads a training of an earlier run. */
  private Trained read(Path file) {
    try {
      Trained trained = JsonMapper.builder().build().readValue(file.toFile(), Trained.class);
      if (!trained.setup().equals(request.setup())) {
        throw JobException.usage(
            "Cannot continue in %s: %s is of %s, expected %s; take another --output"
                .formatted(places.output(), file.getFileName(), trained.setup(), request.setup()));
      }
      return trained;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private Command command(Path data, int images, Setting setting, long seed) {
    List<String> settings = new ArrayList<>(request.setup().settings());
    settings.addAll(setting.rule().settings());
    settings.add("train.seed=" + seed);
    settings.add("train.epochs=" + request.setup().epochs());
    settings.add("evaluate.each-epoch=true");
    settings.add("decode.epoch-pictures=false");
    Command command =
        places
            .trainVae("local[" + request.setup().cores() + "]")
            .and("train", "--data", data.toString(), "--preset", request.setup().preset())
            .and("--run", run().toString(), "--overwrite")
            .and(setting.options(images, model.config().train().batch()).toArray(String[]::new));
    for (String each : settings) {
      command = command.and("--set", each);
    }
    return command;
  }

  /** The run of the current training; the next one replaces it. */
  private Path run() {
    return places.work().resolve("run");
  }

  private Trained train(Command command, String name, Setting setting, long seed) {
    Path log = places.log(name);
    Observed seen = command.observe(log, EpochLine.TRAIN_VAE, this::print);
    if (seen.exitCode() != 0) {
      throw JobException.failed(
          "Cannot train %s: exit code %d after %d epochs, %s; see %s"
              .formatted(name, seen.exitCode(), seen.epochs().size(), seen.lastLine(), log));
    }
    long parameters = model.layout().total();
    List<EpochFigures> history =
        new CheckpointStore(new Storage(hadoop), new RunLayout(hadoop(run())).checkpoints())
            .history();
    double bytes = Traffic.bytesOfRound(setting.workers(), parameters);
    Trained trained =
        new Trained(
            request.setup(),
            setting,
            seed,
            parameters,
            seen.median(Epoch::othersCores),
            Trained.points(history, seen.epochs(), bytes));
    progress.printf(Locale.ROOT, "  test -ELBO %.2f%n", trained.last().loss());
    return trained;
  }

  private void print(Epoch epoch) {
    progress.printf(
        Locale.ROOT,
        "  epoch %d  loss %s  %s s, %s s of CPU%n",
        epoch.number(),
        epoch.loss(),
        Figure.of(epoch.seconds()),
        Figure.of(epoch.cpuSeconds()));
  }

  private List<Summary> summaries(List<Trained> runs) {
    List<Summary> all = new ArrayList<>();
    for (Setting setting : request.settings()) {
      List<Trained> seeds = runs.stream().filter(run -> run.setting().equals(setting)).toList();
      if (!seeds.isEmpty()) {
        all.add(Summary.of(seeds, request.losses()));
      }
    }
    return all;
  }
}
