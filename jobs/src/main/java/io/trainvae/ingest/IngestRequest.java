package io.trainvae.ingest;

import io.trainvae.error.JobException;
import io.trainvae.ingest.images.ImageSettings;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;

/**
 * The arguments of {@code ingest}.
 *
 * @param source {@code synthetic}, {@code mnist}, {@code fashion-mnist}, {@code kmnist}, a folder
 *     or a URI, or one of {@link io.trainvae.ingest.images.ImageSource}
 * @param output the data set's root
 * @param limit images to keep of each split, from the first
 * @param size to resize every image to
 * @param seed of synthetic images
 * @param settings of images that are to be decoded
 */
public record IngestRequest(
    String source,
    Path output,
    OptionalInt limit,
    Optional<Size> size,
    long seed,
    ImageSettings settings) {

  /** A request for files that contain images as pixels. */
  public IngestRequest(
      String source, Path output, OptionalInt limit, Optional<Size> size, long seed) {
    this(source, output, limit, size, seed, ImageSettings.DEFAULTS);
  }

  /** The same, to be added to the data set that is there. */
  public IngestRequest appending() {
    return new IngestRequest(source, output, limit, size, seed, settings.appending());
  }

  /**
   * The same at the size of the data set that is there.
   *
   * @throws JobException usage, if another one was asked for
   */
  IngestRequest withSize(Size there) {
    size.filter(asked -> !asked.equals(there))
        .ifPresent(
            asked -> {
              throw JobException.usage(
                  "Cannot append images of size %dx%d: the data set has %dx%d"
                      .formatted(asked.height(), asked.width(), there.height(), there.width()));
            });
    return new IngestRequest(source, output, limit, Optional.of(there), seed, settings);
  }

  /** Height and width in pixels. */
  public record Size(int height, int width) {}
}
