package io.trainvae.encode;

import org.apache.hadoop.fs.Path;

/**
 * The arguments of {@code encode}, which turns every image of a data set into one row of latents
 * and an anomaly score.
 */
public record EncodeRequest(Path run, Path data, Path output, int importanceSamples) {}
