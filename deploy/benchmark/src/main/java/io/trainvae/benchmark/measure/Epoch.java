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
 * @param othersCores cores that others used meanwhile, on average
 */
public record Epoch(
    int number,
    String loss,
    double seconds,
    @JsonProperty("cpu_seconds") double cpuSeconds,
    @JsonProperty("own_seconds") double ownSeconds,
    @JsonProperty("machine_cpu_seconds") double machineCpuSeconds,
    @JsonProperty("loopback_bytes") long loopbackBytes,
    @JsonProperty("others_cores") double othersCores) {

  /**
   * A whole epoch, from one that was cut short: its processor time multiplied, and the seconds that
   * the process said a whole one takes.
   */
  public Epoch whole(double factor) {
    return new Epoch(
        number,
        loss,
        ownSeconds,
        cpuSeconds * factor,
        ownSeconds,
        machineCpuSeconds * factor,
        loopbackBytes,
        othersCores);
  }
}
