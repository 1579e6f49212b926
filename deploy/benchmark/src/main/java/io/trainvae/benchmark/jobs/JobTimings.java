package io.trainvae.benchmark.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.trainvae.benchmark.measure.Machine;
import io.trainvae.benchmark.measure.Rates;
import java.util.List;

/**
 * All that was measured, as {@code jobs.json} has it.
 *
 * @param diskRate bytes a second that the disk takes, synced
 */
record JobTimings(
    Machine machine,
    String preset,
    List<String> command,
    Rates sgemm,
    @JsonProperty("disk_rate") double diskRate,
    List<JobTiming> jobs) {}
