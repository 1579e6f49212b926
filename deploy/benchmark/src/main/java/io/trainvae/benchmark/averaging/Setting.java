package io.trainvae.benchmark.averaging;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * A combination that is compared; it is trained with several seeds.
 *
 * @param every minibatches of a single worker between two averagings; 0: once an epoch
 */
record Setting(Rule rule, int workers, int every) {
  static final String ONCE_AN_EPOCH = "epoch";

  /** A single worker does not average, so rule and interval do not matter to it. */
  static Setting of(Rule rule, int workers, int every) {
    return workers == 1 ? new Setting(Rule.NONE, 1, 0) : new Setting(rule, workers, every);
  }

  /** Whether anything is averaged. */
  @JsonIgnore
  boolean isAveraged() {
    return workers > 1;
  }

  /** The name for files. */
  String name() {
    return isAveraged()
        ? "%s-workers-%d-every-%s".formatted(rule.label(), workers, everyLabel())
        : "workers-1";
  }

  String ruleLabel() {
    return isAveraged() ? rule.label() : "-";
  }

  String everyLabel() {
    if (!isAveraged()) {
      return "-";
    }
    return every == 0 ? ONCE_AN_EPOCH : "" + every;
  }

  /**
   * Options of the train command.
   *
   * @param images of the training split
   * @param batch of a single worker
   */
  List<String> options(int images, int batch) {
    if (!isAveraged()) {
      return List.of("--workers", "1");
    }
    int minibatches = every == 0 ? (images + batch - 1) / batch : every;
    return List.of("--workers", "" + workers, "--averaging-frequency", "" + minibatches);
  }
}
