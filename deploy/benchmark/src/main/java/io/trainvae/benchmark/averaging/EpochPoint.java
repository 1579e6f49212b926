package io.trainvae.benchmark.averaging;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A training after an epoch. Everything except the loss is summed from the beginning.
 *
 * @param loss -ELBO of the test images
 * @param seconds of training by the trainer's clock, without the start, the evaluation after each
 *     epoch and the checkpoint
 * @param wallSeconds since the process started, including everything
 * @param cpuSeconds of the process and its children, including everything
 * @param rounds of averaging
 * @param bytes that a worker has sent for them; it has received as many, see {@link Traffic}
 */
record EpochPoint(
    int epoch,
    double loss,
    double seconds,
    @JsonProperty("wall_seconds") double wallSeconds,
    @JsonProperty("cpu_seconds") double cpuSeconds,
    double rounds,
    double bytes) {}
