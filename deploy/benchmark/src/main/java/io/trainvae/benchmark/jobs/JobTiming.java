package io.trainvae.benchmark.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Observed;
import io.trainvae.benchmark.measure.Statistics;
import java.util.List;

/**
 * The time of a job, and the least time that its bytes and operations need.
 *
 * @param images that it read
 * @param bytes that it read or wrote
 * @param flops of its matrix products
 * @param diskSeconds that the disk needs for the bytes
 * @param sgemmSeconds that matrix products of this machine need for the operations
 * @param runs of the whole job
 * @param smallest runs of the same command on ten images or one
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

  /** Median seconds from the process's start to its end. */
  @JsonProperty("wall_seconds")
  double wallSeconds() {
    return median(runs);
  }

  /** The same for the smallest job: start and end of the virtual machine and of Spark. */
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

  /** The resource that needs longer. */
  String limit() {
    return sgemmSeconds > diskSeconds ? "sgemm" : "disk";
  }

  @JsonProperty("limit_seconds")
  double limitSeconds() {
    return Math.max(sgemmSeconds, diskSeconds);
  }

  /** The share of the limit's rate that the job reaches. */
  double share() {
    return limitSeconds() / seconds();
  }

  private static double median(List<Observed> runs) {
    return Statistics.median(runs.stream().map(Observed::seconds).toList());
  }
}
