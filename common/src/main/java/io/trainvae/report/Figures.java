package io.trainvae.report;

import java.util.Locale;

/** Numbers as a reader likes them, the same in every locale. */
final class Figures {
  static final String NOT_COMPUTED = "not computed";

  private Figures() {}

  /** Two decimals, with a true minus sign. */
  static String decimal(double value) {
    return String.format(Locale.ROOT, "%,.2f", value).replace('-', '\u2212');
  }

  static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value).replace('-', '\u2212');
  }

  static boolean computed(Number figure) {
    return figure != null && Double.isFinite(figure.doubleValue());
  }
}
