package io.trainvae.data;

import java.util.List;
import java.util.Locale;

/** The parts of a data set. */
public enum Split {
  TRAIN,
  VALIDATION,
  TEST;

  /** The splits that every data set has. */
  public static final List<Split> REQUIRED = List.of(TRAIN, TEST);

  /** {@code train}, {@code validation} or {@code test}: its name in paths, JSON and Parquet. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code split=train} and so on: its folder in a data set. */
  public String folder() {
    return "split=" + id();
  }
}
