package io.trainvae.benchmark.growth;

import java.util.List;

/**
 * The cost of one averaging round, without its steps, with executors in separate processes.
 *
 * @param driverSeconds processor time of the driver
 * @param allSeconds processor time of the whole machine, the driver included
 * @param bytes sent over the network by all
 * @param peakMegabytes of the driver
 */
record ClusterCost(
    int executors, double driverSeconds, double allSeconds, double bytes, double peakMegabytes) {

  static ClusterCost of(Pair pair) {
    return new ClusterCost(
        pair.few().workers(),
        pair.round(Trained::cpuSeconds),
        pair.round(Trained::machineCpuSeconds),
        pair.round(Trained::loopbackBytes),
        pair.peakMegabytes());
  }

  /** For each number of executors, ascending. */
  static List<ClusterCost> all(List<Trained> trained) {
    return Pair.all(trained).stream().map(ClusterCost::of).toList();
  }

  /** Processor time of one executor. */
  double executorSeconds() {
    return (allSeconds - driverSeconds) / executors;
  }
}
