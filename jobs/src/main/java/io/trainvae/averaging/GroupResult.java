package io.trainvae.averaging;

import io.trainvae.averaging.RoundResult.Losses;
import io.trainvae.network.VaeState;
import java.io.Serializable;
import java.util.List;

/**
 * What neighbouring workers bring home from a round together.
 *
 * @param group which of the {@link Groups}
 * @param members results in the order of the workers, without their states
 * @param state the mean of their states; null where it is handed over within one virtual machine
 */
record GroupResult(int group, List<RoundResult> members, VaeState state) implements Serializable {
  static GroupResult of(RoundResult single) {
    return new GroupResult(single.worker(), List.of(single.withoutState()), single.state());
  }

  /** Images that the members trained on. */
  long images() {
    return members.stream().map(RoundResult::losses).mapToLong(Losses::images).sum();
  }
}
