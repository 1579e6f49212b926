package io.trainvae.benchmark.compare;

import io.trainvae.benchmark.measure.Epoch;
import io.trainvae.benchmark.measure.Figure;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Runs every contender, one after the other, and prints each epoch. */
final class CompareJob {
  private final Places places;
  private final CompareRequest request;
  private final PrintStream progress;
  private final Model model;
  private final Map<String, List<Observed>> runs = new LinkedHashMap<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private final Map<String, String> failed = new LinkedHashMap<>();

  CompareJob(Places places, CompareRequest request, PrintStream progress) {
    this.places = places;
    this.request = request;
    this.progress = progress;
    this.model = Model.of(request.preset(), request.settings());
  }

  Comparison execute() throws InterruptedException {
    Machine machine = Machine.look(progress);
    progress.println("Measuring matrix products...");
    Rates rates = Rates.measure(places);
    progress.printf(
        Locale.ROOT,
        "sgemm %.0f GFLOP/s on one thread, %.0f on two%n",
        rates.best(1),
        rates.best(2));
    Path data = ingest();
    DatasetInfo info = DatasetJson.read(hadoop(data), new Configuration(false));
    List<Contender> contenders = chosen(data);
    for (int i = 0; i < request.repeat(); i++) {
      for (Contender contender : contenders) {
        run(contender, i);
      }
    }
    return comparison(machine, rates, Math.toIntExact(info.trainImages()), contenders);
  }

  private Path ingest() {
    progress.println("Ingesting...");
    return places.ingestedFrom(
        "data-" + model.config().data().size(), model.ingestOptions(request.data()));
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  private List<Contender> chosen(Path data) {
    List<Contender> all = new ArrayList<>(new OwnContenders(places, request, model, data).all());
    all.addAll(new Peers(places, request, model.config().train().batch()).all());
    List<String> names = all.stream().map(Contender::name).toList();
    for (String name : request.only()) {
      if (!names.contains(name)) {
        throw JobException.usage(
            "Cannot use --only %s: expected %s".formatted(name, String.join(", ", names)));
      }
    }
    List<Contender> chosen = new ArrayList<>();
    for (Contender contender : all) {
      if (!request.only().isEmpty() && !request.only().contains(contender.name())) {
        continue;
      }
      Optional<String> missing = contender.missing().get();
      if (missing.isEmpty()) {
        chosen.add(contender);
      } else {
        leftOut.put(contender.title(), missing.get());
        progress.println(contender.title() + ": left out, " + missing.get());
      }
    }
    return chosen;
  }

  private void run(Contender contender, int number) {
    if (failed.containsKey(contender.title())) {
      return;
    }
    progress.println(contender.title());
    Path log = places.log(contender.name() + "-" + (number + 1));
    try {
      Observed run = observe(contender, log);
      runs.computeIfAbsent(contender.name(), name -> new ArrayList<>()).add(scaled(run, contender));
    } catch (JobException e) {
      // The others can still be measured.
      failed.put(contender.title(), e.getMessage());
      progress.println("  " + e.getMessage());
    }
  }

  private Observed observe(Contender contender, Path log) {
    Observed run =
        contender
            .command()
            .get()
            .observe(log, contender.ending(), epoch -> print(whole(epoch, contender)));
    if (run.exitCode() != 0 || run.warm().isEmpty()) {
      throw JobException.failed(
          "exit code %d after %d epochs: %s; see %s"
              .formatted(run.exitCode(), run.epochs().size(), run.lastLine(), log));
    }
    return run;
  }

  private void print(Epoch epoch) {
    String others =
        epoch.othersCores() > 0.1
            ? String.format(Locale.ROOT, ", others %.1f cores", epoch.othersCores())
            : "";
    progress.printf(
        Locale.ROOT,
        "  epoch %d  loss %s  %s s, %s s of CPU%s%s%n",
        epoch.number(),
        epoch.loss(),
        Figure.of(epoch.seconds()),
        Figure.of(epoch.cpuSeconds()),
        others,
        epoch.number() == 1 ? " (warm-up, with the start)" : "");
  }

  private static Epoch whole(Epoch epoch, Contender contender) {
    return contender.scale() == 1 ? epoch : epoch.whole(contender.scale());
  }

  private static Observed scaled(Observed run, Contender contender) {
    return new Observed(
        run.exitCode(),
        run.seconds(),
        run.cpuSeconds(),
        run.peakMegabytes(),
        run.epochs().stream().map(epoch -> whole(epoch, contender)).toList(),
        run.lines());
  }

  private Comparison comparison(
      Machine machine, Rates rates, int images, List<Contender> contenders) {
    double flops = model.flops().step() * images;
    List<Result> results =
        contenders.stream()
            .filter(contender -> runs.containsKey(contender.name()))
            .map(
                contender ->
                    new Result(
                        contender.name(),
                        contender.title(),
                        contender.label(),
                        contender.kind(),
                        contender.threads(),
                        images,
                        flops,
                        rates.best(contender.threads()),
                        runs.get(contender.name())))
            .toList();
    return new Comparison(
        machine,
        Versions.of(places, runs),
        request.commandLine(),
        request.preset(),
        images,
        request.epochs(),
        flops,
        rates,
        results,
        new Sameness(places, runs).parameters(),
        new Targets(model, images, results).all(),
        leftOut,
        failed);
  }
}
