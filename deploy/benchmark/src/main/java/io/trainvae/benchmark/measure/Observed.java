package io.trainvae.benchmark.measure;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A process that has ended.
 *
 * @param seconds from its start to its end
 * @param cpuSeconds of it and its children
 * @param peakMegabytes peak memory of it and its children at the end of an epoch, MB of 10^6 bytes;
 *     0 without an epoch or if unknown
 * @param lines that it printed
 */
public record Observed(
    @JsonProperty("exit_code") int exitCode,
    double seconds,
    @JsonProperty("cpu_seconds") double cpuSeconds,
    @JsonProperty("peak_megabytes") double peakMegabytes,
    List<Epoch> epochs,
    @JsonIgnore List<String> lines) {

  /** The epochs without the first, in which everything warms up. */
  public List<Epoch> warm() {
    return epochs.stream().filter(epoch -> epoch.number() > 1).toList();
  }

  /** The median over the epochs after the first. */
  public double median(ToDoubleFunction<Epoch> figure) {
    return Statistics.median(warm().stream().map(figure::applyAsDouble).toList());
  }

  /** Seconds from the process's start to the beginning of its first epoch. */
  @JsonProperty("start_seconds")
  public double startSeconds() {
    return epochs.isEmpty() ? Double.NaN : epochs.get(0).seconds() - epochs.get(0).ownSeconds();
  }

  /** The last line that it printed, for messages. */
  public String lastLine() {
    return lines.stream().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("nothing");
  }
}
