package io.trainvae.train;

import io.trainvae.config.RunConfig;
import org.apache.hadoop.fs.Path;

/**
 * What {@code train} is asked to do.
 *
 * @param config the configuration as resolved
 * @param data root of a Parquet data set
 * @param run root of the run
 */
public record TrainRequest(RunConfig config, Path data, Path run) {}
