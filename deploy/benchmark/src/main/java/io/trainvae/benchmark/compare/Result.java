package io.trainvae.benchmark.compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Epoch;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Statistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The time and memory of a contender.
 *
 * @param images of an epoch
 * @param flops of an epoch's matrix products
 * @param gflops 10^9 operations per second that matrix products reach on as many threads
 * @param runs all runs, with every epoch
 */
record Result(
    String name,
    String title,
    String label,
    Contender.Kind kind,
    int threads,
    int images,
    double flops,
    double gflops,
    List<Observed> runs) {

  /** Median seconds of the epochs after the first of every run. */
  @JsonProperty("seconds_per_epoch")
  double seconds() {
    return median(Epoch::seconds);
  }

  @JsonProperty("cpu_seconds_per_epoch")
  double cpuSeconds() {
    return median(Epoch::cpuSeconds);
  }

  /** Seconds that the process measured itself. */
  @JsonProperty("own_seconds_per_epoch")
  double ownSeconds() {
    return median(Epoch::ownSeconds);
  }

  @JsonProperty("others_cores")
  double othersCores() {
    return median(Epoch::othersCores);
  }

  @JsonProperty("images_per_second")
  double imagesPerSecond() {
    return images / seconds();
  }

  /** MB of 10^6 bytes. */
  @JsonProperty("peak_megabytes")
  double peakMegabytes() {
    return Statistics.median(runs.stream().map(Observed::peakMegabytes).toList());
  }

  /** Seconds from the process's start to the beginning of its first epoch. */
  @JsonProperty("start_seconds")
  double startSeconds() {
    return Statistics.median(runs.stream().map(Observed::startSeconds).toList());
  }

  /** The share of the rate that matrix products reach on as many threads. */
  @JsonProperty("share_of_sgemm")
  double shareOfSgemm() {
    return flops / seconds() / (gflops * 1e9);
  }

  private double median(ToDoubleFunction<Epoch> figure) {
    return Statistics.median(
        runs.stream().flatMap(run -> run.warm().stream()).map(figure::applyAsDouble).toList());
  }
}
