package io.trainvae.ml;

import java.util.Arrays;
import java.util.Locale;

/** How to handle a row that cannot be used, as in Spark's own stages. */
enum HandleInvalid {
  /** The job fails. */
  ERROR,
  /** The row is left out. */
  SKIP,
  /** The row stays, with null in the columns that are added; a training leaves it out. */
  KEEP;

  static HandleInvalid of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }

  static String[] ids() {
    return Arrays.stream(values())
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }
}
