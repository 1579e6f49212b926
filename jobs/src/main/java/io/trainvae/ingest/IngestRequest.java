package io.trainvae.ingest;

import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;

/**
 * What {@code ingest} is asked to do.
 *
 * @param source {@code synthetic}, {@code mnist}, {@code fashion-mnist}, {@code kmnist}, a folder
 *     or a URI
 * @param output the data set's root
 * @param limit images to keep of each split, from the first
 * @param size to resize every image to
 * @param seed of synthetic images
 */
public record IngestRequest(
    String source, Path output, OptionalInt limit, Optional<Size> size, long seed) {

  /** Height and width in pixels. */
  public record Size(int height, int width) {}
}
