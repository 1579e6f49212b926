package io.trainvae.benchmark.compare;

import io.trainvae.benchmark.compare.Contender.Kind;
import io.trainvae.benchmark.model.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The project's targets for which the necessary contenders ran. */
final class Targets {
  private static final String MLP = "mlp-400";
  private static final String CNN = "cnn";

  private final Model model;
  private final int images;
  private final Map<String, Result> results;
  private final List<Target> found = new ArrayList<>();

  Targets(Model model, int images, List<Result> results) {
    this.model = model;
    this.images = images;
    this.results = results.stream().collect(Collectors.toMap(Result::name, Function.identity()));
  }

  /** The targets whose contenders ran. */
  List<Target> all() {
    String preset = model.config().preset();
    if (preset.equals(MLP)) {
      ratio("epoch over that of PyTorch on 2 threads, denormals flushed", "torch-2", 0.7);
      ratio("epoch over that of the stock averaging master", OwnContenders.STOCK, 0.08);
    }
    if (preset.equals(CNN)) {
      bestPeer()
          .ifPresent(
              best -> ratio("epoch over that of the best peer, " + best.title(), best.name(), 0.4));
    }
    ratio("epoch through Spark over plain threads", OwnContenders.THREADS, 1.1);
    if (preset.equals(MLP)) {
      averaging();
      step();
      start();
    }
    return found;
  }

  Optional<Result> bestPeer() {
    return results.values().stream()
        .filter(result -> result.kind() == Kind.PEER)
        .min(Comparator.comparingDouble(Result::seconds));
  }

  private void ratio(String what, String other, double most) {
    if (has(OwnContenders.SPARK, other)) {
      add(what + ", ratio", of(OwnContenders.SPARK).seconds() / of(other).seconds(), most);
    }
  }

  /** The cost of a round from two runs that differ only in the number of rounds. */
  private void averaging() {
    if (has(OwnContenders.SPARK, OwnContenders.EVERY_STEP)) {
      int few = model.rounds(images, 2, OwnContenders.FREQUENCY);
      int many = model.rounds(images, 2, 1);
      double cpu = of(OwnContenders.EVERY_STEP).cpuSeconds() - of(OwnContenders.SPARK).cpuSeconds();
      add("one averaging round, ms of CPU", 1000 * cpu / (many - few), 25);
    }
  }

  private void step() {
    if (has(OwnContenders.ONE)) {
      double seconds = of(OwnContenders.ONE).seconds() / model.steps(images);
      add(
          "one step on one thread, with its share of rounds and of an epoch's end, ms",
          1000 * seconds,
          5);
    }
  }

  private void start() {
    if (has(OwnContenders.SPARK)) {
      add("start to first training step, s", of(OwnContenders.SPARK).startSeconds(), 8);
    }
  }

  private void add(String what, double value, double most) {
    if (Double.isFinite(value)) {
      found.add(new Target(what, value, most));
    }
  }

  private boolean has(String... names) {
    return results.keySet().containsAll(List.of(names));
  }

  private Result of(String name) {
    return results.get(name);
  }
}
