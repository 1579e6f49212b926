package io.trainvae.ingest.images;

import io.trainvae.data.image.Fit;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * How files or a table become the images of a data set. It is made from the user's options, by
 * their names without dashes, so that a resumed run can request the same.
 *
 * @param given every option that was given
 */
public record ImageSettings(Map<String, String> given) implements Serializable {
  /** Nothing was asked for. */
  public static final ImageSettings DEFAULTS = new ImageSettings(Map.of());

  private static final double TEST_FRACTION = 0.1;

  public ImageSettings {
    given = Map.copyOf(new TreeMap<>(given));
  }

  public Fit fit() {
    return text("fit").map(Fit::named).orElse(Fit.CROP);
  }

  /** Empty for 3 if any image has a colour, else 1. */
  public OptionalInt channels() {
    return text("channels").stream().mapToInt(Integer::parseInt).findFirst();
  }

  public boolean skipsBadImages() {
    return text("on-bad-image").filter("skip"::equals).isPresent();
  }

  /** {@code folder}, {@code none}, or the place of a table of names and labels. */
  public String labels() {
    return text("labels").orElse("folder");
  }

  public Optional<String> imageColumn() {
    return text("image-column");
  }

  /** The feature columns, if a table has vectors instead of images; otherwise empty. */
  public List<String> features() {
    return text("features-column")
        .map(names -> Arrays.stream(names.split(",")).map(String::strip).toList())
        .orElse(List.of());
  }

  public Optional<String> labelColumn() {
    return text("label-column");
  }

  public Optional<String> keyColumn() {
    return text("key-column");
  }

  public Optional<String> where() {
    return text("where");
  }

  public double testFraction() {
    return text("test-fraction").map(Double::valueOf).orElse(TEST_FRACTION);
  }

  public double validationFraction() {
    return text("validation-fraction").map(Double::valueOf).orElse(0.0);
  }

  /** Whether the images are added to an existing data set. */
  public boolean appends() {
    return given.containsKey("append");
  }

  public ImageSettings appending() {
    Map<String, String> more = new TreeMap<>(given);
    more.put("append", "true");
    return new ImageSettings(more);
  }

  private Optional<String> text(String option) {
    return Optional.ofNullable(given.get(option));
  }
}
