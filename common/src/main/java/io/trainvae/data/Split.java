package io.trainvae.data;

import java.util.Locale;

/** The two parts of a data set. */
public enum Split {
  TRAIN,
  TEST;

  /** {@code train} or {@code test}: its name in paths, JSON and Parquet. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code split=train} or {@code split=test}: its folder in a data set. */
  public String folder() {
    return "split=" + id();
  }
}
