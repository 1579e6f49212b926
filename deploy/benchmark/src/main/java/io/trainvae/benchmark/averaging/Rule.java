package io.trainvae.benchmark.averaging;

import java.util.List;
import java.util.Locale;

/** How minibatch, learning rate and interval follow from the number of workers. */
enum Rule {
  /** As the preset says, which is how the trainer is shipped. */
  SHIPPED(List.of()),
  /** Not at all: every worker trains with the settings of a single one. */
  NONE(
      List.of(
          "train.scaling.batch-exponent=0",
          "train.scaling.learning-rate-exponent=0",
          "train.averaging-growth.first-frequency=0",
          "train.outer.type=plain",
          "train.outer.rate=1"));

  private final List<String> settings;

  Rule(List<String> settings) {
    this.settings = settings;
  }

  /** {@code key=value}, to be set after those of the user. */
  List<String> settings() {
    return settings;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
