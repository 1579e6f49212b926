package io.trainvae.benchmark.measure;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An epoch, from the line that ends the previous one, or the start of the process, to the line that
 * ends it.
 *
 * @param number from 1
 * @param loss as printed
 * @param seconds of wall clock
 * @param cpuSeconds of the process and its children
 * @param ownSeconds that the process reported itself
 * @param machineCpuSeconds of the whole machine; NaN if unknown
 * @param loopbackBytes sent by all over the loopback device; -1 if unknown
 * @param othersCores cores that other processes used, on average
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
   * Extrapolates a shortened epoch to a whole one: its processor time multiplied, and the seconds
   * that the process reported for a whole one.
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
