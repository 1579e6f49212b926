package io.trainvae.benchmark.measure;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One epoch, from the line that ended the one before (of the first, from the process's start) to
 * the line that ended it.
 *
 * @param number from 1
 * @param loss as printed
 * @param seconds of wall clock
 * @param cpuSeconds of the process and all that it started
 * @param ownSeconds that the process said it took
 * @param machineCpuSeconds of everything on the machine, this included; not a number where the
 *     machine does not tell
 * @param loopbackBytes that went over the loopback device, whoever sent them; -1 where the machine
 *     does not tell
 */
public record Epoch(
    int number,
    String loss,
    double seconds,
    @JsonProperty("cpu_seconds") double cpuSeconds,
    @JsonProperty("own_seconds") double ownSeconds,
    @JsonProperty("machine_cpu_seconds") double machineCpuSeconds,
    @JsonProperty("loopback_bytes") long loopbackBytes) {

  /** Cores that others used meanwhile, on average. */
  @JsonProperty("others_cores")
  public double othersCores() {
    return Math.max(0, machineCpuSeconds - cpuSeconds) / seconds;
  }

  /** The same with its times multiplied, for an epoch that was cut short. */
  public Epoch scaled(double factor) {
    return new Epoch(
        number,
        loss,
        seconds * factor,
        cpuSeconds * factor,
        ownSeconds,
        machineCpuSeconds * factor,
        loopbackBytes);
  }
}
