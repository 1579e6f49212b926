package io.trainvae.benchmark.compare;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A target for a figure.
 *
 * @param the figure, with its unit
 * @param value measured
 * @param most the largest value that meets the target
 */
record Target(String what, double value, double most) {
  @JsonProperty("met")
  boolean met() {
    return value <= most;
  }
}
