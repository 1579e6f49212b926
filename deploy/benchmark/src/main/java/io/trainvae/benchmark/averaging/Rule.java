package io.trainvae.benchmark.averaging;

import java.util.List;
import java.util.Locale;

/** How minibatch, learning rate and interval depend on the number of workers. */
enum Rule {
  /** As in the preset. */
  SHIPPED(List.of()),
  /** They do not: every worker trains with the settings of a single one. */
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

  /** {@code key=value}, applied after the user's settings. */
  List<String> settings() {
    return settings;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
