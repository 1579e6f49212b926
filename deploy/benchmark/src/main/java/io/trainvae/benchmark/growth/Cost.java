package io.trainvae.benchmark.growth;

import java.util.List;

/**
 * The cost of one image and of one averaging round in one process.
 *
 * @param imageSeconds processor time, including a share of the work once an epoch
 * @param roundSeconds processor time of all workers together
 * @param peakMegabytes of the process
 */
record Cost(int workers, double imageSeconds, double roundSeconds, double peakMegabytes) {

  static Cost of(Pair pair) {
    return new Cost(
        pair.few().workers(),
        pair.image(Trained::cpuSeconds),
        pair.round(Trained::cpuSeconds),
        pair.peakMegabytes());
  }

  /** For each number of workers, ascending. */
  static List<Cost> all(List<Trained> trained) {
    return Pair.all(trained).stream().map(Cost::of).toList();
  }
}
