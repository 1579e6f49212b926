package io.trainvae.benchmark.growth;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Two trainings that differ in the number of rounds and in nothing else. */
record Pair(Trained few, Trained many) {

  /** Every two with the same key, by workers, then by parameters. */
  static List<Pair> all(List<Trained> trained, Function<Trained, Long> key) {
    return trained.stream().collect(Collectors.groupingBy(key)).values().stream()
        .filter(two -> two.size() == 2)
        .map(
            two -> {
              List<Trained> byRounds =
                  two.stream().sorted(Comparator.comparingInt(Trained::rounds)).toList();
              return new Pair(byRounds.get(0), byRounds.get(1));
            })
        .sorted(
            Comparator.comparingInt((Pair pair) -> pair.few.workers())
                .thenComparingLong(pair -> pair.few.parameters()))
        .toList();
  }

  /**
   * One more round's share of a figure.
   *
   * @param figure of an epoch
   */
  double round(ToDoubleFunction<Trained> figure) {
    double more = figure.applyAsDouble(many) - figure.applyAsDouble(few);
    return more / (many.rounds() - few.rounds());
  }

  /** An image's share of what rounds leave of a figure. */
  double image(ToDoubleFunction<Trained> figure) {
    return (figure.applyAsDouble(few) - few.rounds() * round(figure)) / few.images();
  }

  double peakMegabytes() {
    return Math.max(few.peakMegabytes(), many.peakMegabytes());
  }
}
