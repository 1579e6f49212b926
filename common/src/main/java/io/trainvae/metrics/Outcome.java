package io.trainvae.metrics;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a training ended. */
public enum Outcome {
  /** All epochs are trained. */
  FINISHED("finished", "finished"),
  /** A rule of the configuration ended it before its last epoch: {@code train.early-stopping}. */
  STOPPED_EARLY("stopped-early", "stopped early by its rule"),
  /** The training was asked to end. */
  INTERRUPTED("interrupted", "interrupted"),
  FAILED("failed", "failed");

  private final String id;
  private final String words;

  Outcome(String id, String words) {
    this.id = id;
    this.words = words;
  }

  /** The name in {@code summary.json}. */
  @JsonValue
  public String id() {
    return id;
  }

  /** A description in words. */
  public String words() {
    return words;
  }

  /** A number for metrics systems: 1 to 4, in the order of the constants. */
  public int number() {
    return ordinal() + 1;
  }

  /** Whether there is a model to be used. */
  public boolean trained() {
    return this == FINISHED || this == STOPPED_EARLY;
  }
}
