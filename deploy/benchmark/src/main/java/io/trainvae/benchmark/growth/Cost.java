package io.trainvae.benchmark.growth;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one image and one averaging round take, from two trainings that differ in the number of
 * rounds and in nothing else.
 *
 * @param imageSeconds of processor time, with its share of what is done once an epoch
 * @param roundSeconds of processor time, of all workers together
 * @param peakMegabytes of the process
 */
record Cost(
    int workers, long parameters, double imageSeconds, double roundSeconds, double peakMegabytes) {

  static Cost of(Trained few, Trained many) {
    double round = (many.cpuSeconds() - few.cpuSeconds()) / (many.rounds() - few.rounds());
    double image = (few.cpuSeconds() - few.rounds() * round) / few.images();
    return new Cost(
        few.workers(),
        few.parameters(),
        image,
        round,
        Math.max(few.peakMegabytes(), many.peakMegabytes()));
  }

  /** Of every pair with the same key. */
  static List<Cost> all(List<Trained> trained, Function<Trained, Long> key) {
    return trained.stream().collect(Collectors.groupingBy(key)).values().stream()
        .filter(pair -> pair.size() == 2)
        .map(
            pair -> {
              List<Trained> byRounds =
                  pair.stream().sorted(Comparator.comparingInt(Trained::rounds)).toList();
              return of(byRounds.get(0), byRounds.get(1));
            })
        .sorted(Comparator.comparingInt(Cost::workers).thenComparingLong(Cost::parameters))
        .toList();
  }
}
