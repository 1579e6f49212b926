package io.trainvae.benchmark.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.benchmark.measure.Epoch;
import io.trainvae.checkpoint.EpochFigures;
import io.trainvae.error.JobException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainedTest {
  /** Test losses of 120, 110 and 104 after 24, 36 and 42 rounds. */
  private static final List<EpochFigures> HISTORY =
      List.of(
          new EpochFigures(1, 24, 60, 200, 10, 5, 1e-3, 100, 20),
          new EpochFigures(2, 36, 60, 190, 10, 3, 1e-3, 88, 22),
          new EpochFigures(3, 42, 60, 180, 10, 4, 1e-3, 80, 24));

  private static final List<Epoch> SEEN =
      List.of(
          new Epoch(1, "210", 13, 20, 5, 0, 0, 0),
          new Epoch(2, "200", 4, 6, 3, 0, 0, 0),
          new Epoch(3, "190", 5, 8, 4, 0, 0, 0));

  private static Trained trained() {
    Trained.Setup setup = new Trained.Setup("data", "mlp-400", 3, 2, List.of());
    List<EpochPoint> points = Trained.points(HISTORY, SEEN, 1000);
    return new Trained(setup, Setting.of(Rule.NONE, 2, 10), 0, 652_824, 0, points);
  }

  @Test
  void figuresAreCountedFromTheBeginning() {
    assertThat(trained().points())
        .containsExactly(
            new EpochPoint(1, 120, 5, 13, 20, 24, 24_000),
            new EpochPoint(2, 110, 8, 17, 26, 36, 36_000),
            new EpochPoint(3, 104, 12, 22, 34, 42, 42_000));
    assertThat(trained().ofAnEpoch(EpochPoint::seconds)).isEqualTo(3.5);
  }

  @Test
  void aLossIsReachedBetweenTwoEpochs() {
    assertThat(trained().at(106, EpochPoint::seconds)).isCloseTo(8 + 4 * 4 / 6.0, within(1e-9));
    assertThat(trained().at(106, EpochPoint::bytes)).isCloseTo(40_000, within(1e-6));
    assertThat(trained().at(110, EpochPoint::cpuSeconds)).isEqualTo(26);
    assertThat(trained().at(150, EpochPoint::wallSeconds)).isEqualTo(13);
    assertThat(trained().at(103.9, EpochPoint::seconds)).isNaN();
  }

  @Test
  void aTrainingThatDoesNotFitItsOutputIsRefused() {
    assertThatThrownBy(() -> Trained.points(HISTORY, SEEN.subList(0, 2), 0))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("with 3 epochs in its checkpoint and 2 in its output");
    EpochFigures untested = new EpochFigures(1, 24, 60, 200, 10, 5, 1e-3, Double.NaN, Double.NaN);
    assertThatThrownBy(() -> Trained.points(List.of(untested), SEEN.subList(0, 1), 0))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("its test loss is NaN");
  }
}
