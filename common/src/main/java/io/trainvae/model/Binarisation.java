package io.trainvae.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * How grey levels are converted to the model's input. Do not compare figures of different
 * binarisations.
 */
public enum Binarisation {
  /** Grey levels in [0, 1], as they are. */
  @JsonProperty("none")
  NONE,
  /** 1 above a grey level of one half, 0 below. */
  @JsonProperty("threshold")
  THRESHOLD,
  /** 1 with the probability of the grey level, drawn anew each time an image is used. */
  @JsonProperty("dynamic")
  DYNAMIC;

  /** The name in configurations and summaries. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
