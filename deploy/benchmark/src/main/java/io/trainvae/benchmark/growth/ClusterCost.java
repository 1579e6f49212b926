package io.trainvae.benchmark.growth;

import java.util.List;

/**
 * What one averaging round takes, beyond the steps, where executors are processes of their own.
 *
 * @param driverSeconds of processor time of the driver
 * @param allSeconds of processor time of everything on the machine, the driver included
 * @param bytes over the network, whoever sent them
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
    return Pair.all(trained, one -> (long) one.workers()).stream().map(ClusterCost::of).toList();
  }

  /** Of processor time of one executor. */
  double executorSeconds() {
    return (allSeconds - driverSeconds) / executors;
  }
}
