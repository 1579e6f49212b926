package io.trainvae.train;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.config.RunConfig;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * What {@code train} is asked to do.
 *
 * @param config the configuration as resolved
 * @param data root of a Parquet data set
 * @param run root of the run
 * @param start where to go on; empty to begin
 */
public record TrainRequest(RunConfig config, Path data, Path run, Optional<Checkpoint> start) {}
