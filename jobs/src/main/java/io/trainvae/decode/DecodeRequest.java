package io.trainvae.decode;

import io.trainvae.config.RunConfig;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The arguments of {@code decode}.
 *
 * @param grid form of the latent grid
 * @param dims the two latent dimensions that span the grid and the scatter; when empty, the grid
 *     takes the two most active ones and the scatter the principal components
 */
public record DecodeRequest(Path run, Path data, RunConfig.Decode grid, Optional<Dims> dims) {

  /** Two latent dimensions, counted from 0. */
  public record Dims(int x, int y) {}
}
