package io.trainvae.benchmark.growth;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Two trainings that differ in the number of rounds and in nothing else. */
record Pair(Trained few, Trained many) {

  /** One for each number of workers, ascending. */
  static List<Pair> all(List<Trained> trained) {
    return trained.stream().collect(Collectors.groupingBy(Trained::workers)).values().stream()
        .filter(two -> two.size() == 2)
        .map(
            two -> {
              List<Trained> byRounds =
                  two.stream().sorted(Comparator.comparingInt(Trained::rounds)).toList();
              return new Pair(byRounds.get(0), byRounds.get(1));
            })
        .sorted(Comparator.comparingInt(pair -> pair.few.workers()))
        .toList();
  }

  /**
   * The cost of one more round.
   *
   * @param figure of an epoch
   */
  double round(ToDoubleFunction<Trained> figure) {
    double more = figure.applyAsDouble(many) - figure.applyAsDouble(few);
    return more / (many.rounds() - few.rounds());
  }

  /** The cost of an image, without that of rounds. */
  double image(ToDoubleFunction<Trained> figure) {
    return (figure.applyAsDouble(few) - few.rounds() * round(figure)) / few.images();
  }

  double peakMegabytes() {
    return Math.max(few.peakMegabytes(), many.peakMegabytes());
  }
}
