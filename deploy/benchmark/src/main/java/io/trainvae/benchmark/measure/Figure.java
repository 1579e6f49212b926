package io.trainvae.benchmark.measure;

import java.util.Locale;

/** Formats numbers: three significant digits, and a dash for NaN. */
public final class Figure {
  private static final double SIGNIFICANT = 100;

  private Figure() {}

  public static String of(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double magnitude = Math.abs(value);
    if (magnitude >= SIGNIFICANT || magnitude == 0) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    int decimals = (int) Math.max(0, 2 - Math.floor(Math.log10(magnitude)));
    return String.format(Locale.ROOT, "%." + Math.min(decimals, 9) + "f", value);
  }

  /** A share as percent. */
  public static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.0f %%", 100 * share) : "-";
  }
}
