package io.trainvae.benchmark.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Machine;
import io.trainvae.benchmark.measure.Rates;
import java.util.List;

/**
 * The results, as {@code jobs.json} has them.
 *
 * @param diskRate bytes per second that the disk writes, synced
 */
record JobTimings(
    Machine machine,
    String preset,
    List<String> command,
    Rates sgemm,
    @JsonProperty("disk_rate") double diskRate,
    List<JobTiming> jobs) {}
