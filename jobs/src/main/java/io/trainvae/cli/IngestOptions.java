package io.trainvae.cli;

import io.trainvae.config.RunConfig;
import io.trainvae.data.download.KnownDataset;
import io.trainvae.data.source.PublishedFiles;
import io.trainvae.error.JobException;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.images.ImageSettings;
import io.trainvae.ingest.images.ImageSource;
import io.trainvae.storage.Redaction;
import io.trainvae.storage.Storage;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say which images to take. */
final class IngestOptions {
  private static final String SYNTHETIC = "synthetic";
  private static final int LARGEST_SIDE = 4096;
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description =
          "synthetic (digits drawn by this program), mnist, fashion-mnist or kmnist (downloaded"
              + " once), the folder or URI of four IDX files, images:URI (a folder of PNG, JPEG,"
              + " GIF, BMP and WebP files), a table of images or features: parquet:URI, orc:URI, json:URI, csv:URI or"
              + " table:NAME, or the publisher's files of a known data set: emnist-SPLIT:URI,"
              + " qmnist:URI, cifar-10:URI, cifar-100:URI, omniglot:URI, caltech-silhouettes:URI or"
              + " svhn:URI. Default: synthetic.")
  private String source;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Images or rows to keep of each split, from the first. Default: all.")
  private Integer limit;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      description = "Resize all images to this height and width in pixels. Default: as they are.")
  private String size;

  @Option(
      names = "--data-seed",
      paramLabel = "N",
      description = "Seed of synthetic images. Default: 0.")
  private Long seed;

  @Mixin private ImageOptions images;

  /** Whether the user gave options about the images. */
  boolean isChosen() {
    return source != null || limit != null || size != null || seed != null || images.isChosen();
  }

  boolean choosesSource() {
    return source != null;
  }

  String source() {
    return source == null ? SYNTHETIC : source;
  }

  /** The source without what should not be shown. */
  String shownSource() {
    return shown(source());
  }

  static String shown(String source) {
    return source.equals(SYNTHETIC) ? "synthetic digits" : Redaction.text(source);
  }

  /** The folder of images, where the source is one. */
  Optional<Path> folder(Storage storage) {
    boolean named = source().equals(SYNTHETIC) || KnownDataset.named(source()).isPresent();
    return named ? Optional.empty() : place().map(storage::path);
  }

  /** The location of the images; empty for a table. */
  private Optional<String> place() {
    return ImageSource.of(source())
        .map(images -> images.isPath() ? Optional.of(images.place()) : Optional.<String>empty())
        .orElseGet(
            () -> Optional.of(PublishedFiles.of(source()).map(f -> f.place()).orElse(source())));
  }

  /** Finds out within seconds whether a source that is a URI can be read. */
  void preflight(Storage storage) {
    place()
        .filter(place -> URI.matcher(place).matches() && !place.contains("*"))
        .ifPresent(place -> storage.preflightRead(storage.path(place)));
  }

  /**
   * @param usualSize the size to resize to where the user chose none, or {@code any}
   */
  IngestRequest request(Path output, String usualSize) {
    if (limit != null && limit < 1) {
      throw JobException.usage("Cannot use --limit %d: expected at least 1".formatted(limit));
    }
    OptionalInt atMost = limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
    ImageSettings settings = images.settings(source());
    boolean features = !settings.features().isEmpty();
    if (features && size != null) {
      throw JobException.usage(
          "Cannot use --size together with --features-column: it is for images");
    }
    String usual = features ? RunConfig.Data.ANY : usualSize;
    String chosen = size == null ? usual : size;
    return new IngestRequest(
        source(), output, atMost, parsed(chosen), seed == null ? 0 : seed, settings);
  }

  static Optional<IngestRequest.Size> parsed(String size) {
    if (size.equals(RunConfig.Data.ANY)) {
      return Optional.empty();
    }
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches() || !isSide(matcher.group(1)) || !isSide(matcher.group(2))) {
      throw JobException.usage(
          "Cannot use --size %s: expected height x width from 1 to %d, as in 32x32"
              .formatted(size, LARGEST_SIDE));
    }
    return Optional.of(
        new IngestRequest.Size(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))));
  }

  private static boolean isSide(String digits) {
    int side = Integer.parseInt(digits);
    return side >= 1 && side <= LARGEST_SIDE;
  }
}
