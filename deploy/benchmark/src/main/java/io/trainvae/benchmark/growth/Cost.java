package io.trainvae.benchmark.growth;

import java.util.List;
import java.util.function.Function;

/**
 * What one image and one averaging round take in one process.
 *
 * @param imageSeconds of processor time, with its share of what is done once an epoch
 * @param roundSeconds of processor time, of all workers together
 * @param peakMegabytes of the process
 */
record Cost(
    int workers, long parameters, double imageSeconds, double roundSeconds, double peakMegabytes) {

  static Cost of(Pair pair) {
    return new Cost(
        pair.few().workers(),
        pair.few().parameters(),
        pair.image(Trained::cpuSeconds),
        pair.round(Trained::cpuSeconds),
        pair.peakMegabytes());
  }

  /** Of every pair with the same key. */
  static List<Cost> all(List<Trained> trained, Function<Trained, Long> key) {
    return Pair.all(trained, key).stream().map(Cost::of).toList();
  }
}
