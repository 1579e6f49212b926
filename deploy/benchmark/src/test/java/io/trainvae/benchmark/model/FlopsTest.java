package io.trainvae.benchmark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlopsTest {
  /** 784 x 400, 400 x 40, 20 x 400 and 400 x 784 weights, six operations each. */
  @Test
  void anEpochOfMlp400Takes235Gflop() {
    Flops flops = Model.of("mlp-400", List.of()).flops();
    assertThat(flops.step()).isEqualTo(6.0 * (784 * 400 + 400 * 40 + 20 * 400 + 400 * 784));
    assertThat(flops.step() * 60_000 / 1e9).isCloseTo(235, within(1.0));
    assertThat(flops.encode()).isEqualTo(2.0 * (784 * 400 + 400 * 40));
    assertThat(flops.decode()).isEqualTo(2.0 * (20 * 400 + 400 * 784));
  }

  /** The count of another framework for the same network. */
  @Test
  void aBatchOfCnnTakesFiveGflop() {
    Flops flops = Model.of("cnn", List.of()).flops();
    assertThat(flops.step() * 128 / 1e9).isCloseTo(5.1, within(0.05));
  }

  @Test
  void theDecoderWorksForEachLatent() {
    Flops one = Model.of("iwae", List.of()).flops();
    Flops five =
        Model.of("iwae", List.of("objective.kl=sampled", "objective.importance-samples=5")).flops();
    assertThat(five.decode()).isEqualTo(5 * one.decode());
    assertThat(five.encode()).isEqualTo(one.encode());
  }

  @Test
  void roundsAreThoseOfTheLargestShard() {
    Model model = Model.of("mlp-400", List.of());
    assertThat(model.rounds(60_000, 2, 10)).isEqualTo(24);
    assertThat(model.rounds(60_000, 2, 1)).isEqualTo(235);
    assertThat(model.rounds(129, 1, 10)).isEqualTo(1);
  }
}
