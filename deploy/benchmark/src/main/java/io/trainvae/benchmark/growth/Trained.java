package io.trainvae.benchmark.growth;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Epoch;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Statistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The medians of the second half of a training's epochs. Java compiles during the first half.
 *
 * @param frequency steps of a worker between two averagings
 * @param rounds of an epoch
 * @param seconds of an epoch
 * @param cpuSeconds of an epoch; of the driver only if executors are separate processes
 * @param machineCpuSeconds of an epoch, of the whole machine
 * @param loopbackBytes of an epoch, of the whole machine
 * @param peakMegabytes of the process, MB of 10^6 bytes
 */
record Trained(
    int workers,
    int images,
    int frequency,
    int rounds,
    double seconds,
    @JsonProperty("cpu_seconds") double cpuSeconds,
    @JsonProperty("machine_cpu_seconds") double machineCpuSeconds,
    @JsonProperty("loopback_bytes") double loopbackBytes,
    @JsonProperty("peak_megabytes") double peakMegabytes) {

  static Trained of(int workers, int images, int frequency, int rounds, Observed run) {
    return new Trained(
        workers,
        images,
        frequency,
        rounds,
        median(run, Epoch::seconds),
        median(run, Epoch::cpuSeconds),
        median(run, Epoch::machineCpuSeconds),
        median(run, Epoch::loopbackBytes),
        run.peakMegabytes());
  }

  private static double median(Observed run, ToDoubleFunction<Epoch> figure) {
    List<Epoch> epochs = run.epochs();
    return Statistics.median(
        epochs.subList(epochs.size() / 2, epochs.size()).stream()
            .map(figure::applyAsDouble)
            .toList());
  }
}
