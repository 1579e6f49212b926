package io.trainvae.benchmark.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Statistics;
import java.util.List;

/**
 * What a job took, and what it could not have done without.
 *
 * @param images that it took in
 * @param bytes that it read or wrote
 * @param flops of its matrix products
 * @param diskSeconds that the disk needs for the bytes
 * @param sgemmSeconds that matrix products of this machine need for the operations
 * @param runs of the whole job
 * @param smallest runs of the same command on next to nothing
 */
record JobTiming(
    String name,
    long images,
    long bytes,
    double flops,
    @JsonProperty("disk_seconds") double diskSeconds,
    @JsonProperty("sgemm_seconds") double sgemmSeconds,
    List<Observed> runs,
    List<Observed> smallest) {

  /** From the process's start to its end, median. */
  @JsonProperty("wall_seconds")
  double wallSeconds() {
    return median(runs);
  }

  /** The same of the smallest job: the virtual machine's start, Spark's, and its end. */
  @JsonProperty("smallest_seconds")
  double smallestSeconds() {
    return median(smallest);
  }

  @JsonProperty("seconds_beyond_start")
  double seconds() {
    return wallSeconds() - smallestSeconds();
  }

  @JsonProperty("images_per_second")
  double imagesPerSecond() {
    return images / seconds();
  }

  /** What takes longer. */
  String limit() {
    return sgemmSeconds > diskSeconds ? "sgemm" : "disk";
  }

  @JsonProperty("limit_seconds")
  double limitSeconds() {
    return Math.max(sgemmSeconds, diskSeconds);
  }

  /** Of the limit's rate. */
  double share() {
    return limitSeconds() / seconds();
  }

  private static double median(List<Observed> runs) {
    return Statistics.median(runs.stream().map(Observed::seconds).toList());
  }
}
