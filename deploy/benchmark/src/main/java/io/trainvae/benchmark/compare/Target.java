package io.trainvae.benchmark.compare;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A figure that is to be reached.
 *
 * @param what it is, with its unit
 * @param value measured
 * @param most that it may be
 */
record Target(String what, double value, double most) {
  @JsonProperty("met")
  boolean met() {
    return value <= most;
  }
}
