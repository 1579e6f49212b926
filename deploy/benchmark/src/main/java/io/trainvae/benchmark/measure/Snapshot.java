package io.trainvae.benchmark.measure;

/** All clocks at one moment. */
record Snapshot(long nanos, double cpu, double machineCpu, long loopback) {
  static Snapshot now(double cpuOfTree) {
    return new Snapshot(
        System.nanoTime(), cpuOfTree, Proc.machineCpuSeconds(), Proc.loopbackBytes());
  }

  double secondsSince(Snapshot before) {
    return (nanos - before.nanos) / 1e9;
  }

  Epoch since(Snapshot before, EpochLine.Said said) {
    double others = machineCpu - before.machineCpu - (cpu - before.cpu);
    return new Epoch(
        said.epoch(),
        said.loss(),
        secondsSince(before),
        cpu - before.cpu,
        said.seconds(),
        machineCpu - before.machineCpu,
        loopback < 0 ? -1 : loopback - before.loopback,
        Math.max(0, others) / secondsSince(before));
  }
}
