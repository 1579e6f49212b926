package io.trainvae.ingest.images;

import io.trainvae.data.Progress;
import io.trainvae.error.JobException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The images of a source that cannot be used. */
public final class BadImages {
  /** File within a data set that names them. */
  public static final String FILE = "bad-images.csv";

  /** A longer table would not help to find the errors. */
  private static final int MOST_NAMED = 100_000;

  private final String source;
  private final String items;
  private final boolean skipped;
  private final long count;
  private final List<Decoded> named;

  /**
   * @param items {@code images} or {@code rows}
   */
  BadImages(DecodedImages images, String source, String items, boolean skipped) {
    this.items = items;
    this.source = source;
    this.skipped = skipped;
    this.count = images.bad();
    this.named = count == 0 ? List.of() : images.bad(skipped ? MOST_NAMED : 1);
  }

  /** Refuses them, unless they are to be skipped. */
  void check() {
    if (count > 0 && !skipped) {
      throw JobException.data(
          "Cannot read %,d of the %s of %s, such as %s; --on-bad-image skip leaves them out"
              .formatted(count, items, source, first()));
    }
  }

  JobException all() {
    return JobException.data(
        "Cannot read any %s of %s: %s"
            .formatted(items.substring(0, items.length() - 1), source, first()));
  }

  private String first() {
    return named.get(0).key() + ": " + named.get(0).reason();
  }

  void tell(Progress progress) {
    if (count > 0) {
      progress.notice(
          "Skipped %,d %s that cannot be used, such as %s; %s names %s"
              .formatted(count, items, first(), FILE, count > MOST_NAMED ? "the first" : "each"));
    }
  }

  /** Two tables as one; the rows of the second that the first has already are left out. */
  public static byte[] joined(byte[] first, byte[] second) {
    Set<String> lines = new LinkedHashSet<>();
    new String(first, StandardCharsets.UTF_8).lines().forEach(lines::add);
    new String(second, StandardCharsets.UTF_8).lines().forEach(lines::add);
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Columns {@code image} and {@code reason}. */
  Optional<byte[]> table() {
    if (count == 0) {
      return Optional.empty();
    }
    StringBuilder csv = new StringBuilder("image,reason\n");
    named.forEach(
        image ->
            csv.append(quoted(image.key()))
                .append(',')
                .append(quoted(image.reason()))
                .append('\n'));
    return Optional.of(csv.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
