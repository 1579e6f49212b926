package io.trainvae.benchmark.growth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Epoch;
import io.trainvae.benchmark.measure.Observed;

/**
 * A training, by the medians of its epochs after the first.
 *
 * @param frequency steps of a worker between two averagings
 * @param rounds of an epoch
 * @param seconds of an epoch
 * @param cpuSeconds of an epoch; of the driver only where executors are processes of their own
 * @param machineCpuSeconds of an epoch, of everything on the machine
 * @param loopbackBytes of an epoch, of everything on the machine
 * @param peakMegabytes of the process, MB of 10^6 bytes
 */
record Trained(
    int workers,
    int images,
    long parameters,
    int frequency,
    int rounds,
    double seconds,
    @JsonProperty("cpu_seconds") double cpuSeconds,
    @JsonProperty("machine_cpu_seconds") double machineCpuSeconds,
    @JsonProperty("loopback_bytes") double loopbackBytes,
    @JsonProperty("peak_megabytes") double peakMegabytes) {

  static Trained of(
      int workers, int images, long parameters, int frequency, int rounds, Observed run) {
    return new Trained(
        workers,
        images,
        parameters,
        frequency,
        rounds,
        run.median(Epoch::seconds),
        run.median(Epoch::cpuSeconds),
        run.median(Epoch::machineCpuSeconds),
        run.median(epoch -> (double) epoch.loopbackBytes()),
        run.peakMegabytes());
  }
}
