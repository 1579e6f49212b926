package io.trainvae.benchmark.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.benchmark.model.Model;
import io.trainvae.config.AveragingGrowth;
import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingTest {
  private static final Trained.Setup SETUP = new Trained.Setup("data", "mlp-400", 15, 2, List.of());

  @Test
  void aSingleWorkerIsTrainedOnce() {
    AveragingRequest request =
        new AveragingRequest(
            SETUP,
            List.of(Rule.SHIPPED, Rule.NONE),
            List.of(1, 2, 4),
            List.of(10, 0),
            List.of(0L),
            List.of(),
            List.of());
    assertThat(request.settings())
        .extracting(Setting::name)
        .containsExactly(
            "workers-1",
            "shipped-workers-2-every-10",
            "shipped-workers-4-every-10",
            "shipped-workers-2-every-epoch",
            "shipped-workers-4-every-epoch",
            "none-workers-2-every-10",
            "none-workers-4-every-10",
            "none-workers-2-every-epoch",
            "none-workers-4-every-epoch");
  }

  /** In minibatches of a single worker; an epoch of MNIST has 469. */
  @Test
  void onceAnEpochIsAsManyMinibatchesAsAnEpochHas() {
    assertThat(Setting.of(Rule.NONE, 8, 0).options(60_000, 128))
        .containsExactly("--workers", "8", "--averaging-frequency", "469");
    assertThat(Setting.of(Rule.NONE, 8, 50).options(60_000, 128))
        .containsExactly("--workers", "8", "--averaging-frequency", "50");
    assertThat(Setting.of(Rule.NONE, 1, 50).options(60_000, 128)).containsExactly("--workers", "1");
    assertThat(AveragingCommand.interval("epoch")).isZero();
    assertThatThrownBy(() -> AveragingCommand.interval("often"))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot use --every often: expected a number of minibatches, or epoch");
  }

  @Test
  void noRuleMeansTheSettingsOfASingleWorker() {
    RunConfig.Train train = Model.of("mlp-400", Rule.NONE.settings()).config().train();
    assertThat(train.scaling().batch(train.batch(), 16)).isEqualTo(train.batch());
    assertThat(train.scaling().learningRateFactor(16)).isEqualTo(1);
    assertThat(train.averagingGrowth().firstFrequency())
        .isEqualTo(AveragingGrowth.NONE.firstFrequency());
  }

  /**
   * Counts what {@code StateExchange} publishes: slices for all others, then its own averaged one.
   */
  @Test
  void lessThanTwoStatesGoEachWay() {
    assertThat(Traffic.bytesOfRound(1, 1000)).isZero();
    assertThat(Traffic.bytesOfRound(2, 1000)).isEqualTo(500 * 12 + 500 * 12);
    assertThat(Traffic.bytesOfRound(8, 1000)).isEqualTo(7 * 125 * 12 + 7 * 125 * 12);
    assertThat(Traffic.bytesOfRound(1000, 1_000_000)).isCloseTo(2 * 12e6, within(2 * 12e3 + 1));
  }
}
