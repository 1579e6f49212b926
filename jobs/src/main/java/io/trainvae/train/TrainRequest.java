package io.trainvae.train;

import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.config.RunConfig;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The arguments of {@code train}.
 *
 * @param config the configuration as resolved
 * @param data root of a Parquet data set
 * @param run root of the run
 * @param start position to continue from; empty for a new training
 */
public record TrainRequest(RunConfig config, Path data, Path run, Optional<Checkpoint> start) {}
