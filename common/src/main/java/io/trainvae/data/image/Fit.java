package io.trainvae.data.image;

import java.util.Locale;

/** How an image of another shape is fitted to the size of a data set. */
public enum Fit {
  /** The largest part from the middle that has the shape. */
  CROP,
  /** The whole image, with white at its sides or above and below. */
  PAD,
  /** The whole image, without regard to its shape. */
  STRETCH;

  /** {@code crop}, as an option has it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of an {@link #id}. */
  public static Fit named(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
