package io.trainvae.ingest.images;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A source of images that must be decoded, or that are in a table's column.
 *
 * @param place a URI, or a table's name
 */
public record ImageSource(Kind kind, String place) {

  /** The word before the colon. */
  public enum Kind {
    IMAGES,
    PARQUET,
    ORC,
    JSON,
    CSV,
    TABLE;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Empty for any other kind of source. */
  public static Optional<ImageSource> of(String source) {
    return Arrays.stream(Kind.values())
        .filter(kind -> source.startsWith(kind.id() + ":"))
        .map(kind -> new ImageSource(kind, source.substring(kind.id().length() + 1)))
        .findFirst();
  }

  /** {@code images:, parquet:, ...}, for messages. */
  public static String kinds() {
    return Arrays.stream(Kind.values())
        .map(kind -> kind.id() + ":")
        .collect(Collectors.joining(", "));
  }

  /** Whether {@link #place} is a path or URI. */
  public boolean isPath() {
    return kind != Kind.TABLE;
  }
}
