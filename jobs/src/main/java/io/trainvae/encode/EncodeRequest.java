package io.trainvae.encode;

import org.apache.hadoop.fs.Path;

/**
 * What {@code encode} is asked to do: every image of a data set becomes one row of latents and an
 * anomaly score.
 */
public record EncodeRequest(Path run, Path data, Path output, int importanceSamples) {}
