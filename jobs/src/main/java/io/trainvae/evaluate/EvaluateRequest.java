package io.trainvae.evaluate;

import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;

/**
 * The arguments of {@code evaluate}.
 *
 * @param limit test images to use, from the first
 * @param importanceSamples samples of the importance-weighted bound of each image; 0 leaves it out
 */
public record EvaluateRequest(Path run, Path data, OptionalInt limit, int importanceSamples) {}
