package io.trainvae.benchmark.averaging;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where a training is after an epoch; all but the loss is counted from its beginning.
 *
 * @param loss -ELBO of the test images
 * @param seconds of training by the trainer's own clock: without the start, the evaluation after
 *     each epoch and the checkpoint
 * @param wallSeconds since the process started, all included
 * @param cpuSeconds of the process and all that it started, all included
 * @param rounds of averaging
 * @param bytes that a worker has sent for them, and received as well; see {@link Traffic}
 */
record EpochPoint(
    int epoch,
    double loss,
    double seconds,
    @JsonProperty("wall_seconds") double wallSeconds,
    @JsonProperty("cpu_seconds") double cpuSeconds,
    double rounds,
    double bytes) {}
