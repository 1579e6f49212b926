package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.storage.Storage;
import io.trainvae.train.TrainListener.Epoch;
import io.trainvae.train.TrainListener.TestFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class TrainingControlTest {
  private static RunConfig config(String... overrides) {
    return new ConfigLoader(new Storage(new Configuration(false)))
        .load("mlp-400", List.of(overrides));
  }

  private static Epoch epoch(int number, double reconstruction, double kl, double test) {
    return new Epoch(
        number,
        number,
        10,
        reconstruction,
        kl,
        1,
        0,
        Optional.empty(),
        Optional.of(new TestFigures(10, test, 0)));
  }

  /** The training loss keeps falling, but the validation loss does not. */
  @Test
  void validationImagesDecideWhereThereAreAny() {
    RunConfig config =
        config(
            "train.schedule={type: plateau, patience: 0, factor: 0.5}",
            "train.early-stopping.patience=2");
    TrainingControl control = new TrainingControl(config);
    double[] validation = {5, 4, 4, 4, 3};
    int epochs = 0;
    for (; epochs < validation.length && !control.stops(); epochs++) {
      Epoch training = epoch(epochs + 1, 9 - epochs, 0, 0);
      control.epochDone(
          new Epoch(
              training.epoch(),
              training.roundsDone(),
              training.images(),
              training.reconstruction(),
              training.kl(),
              training.seconds(),
              training.learningRate(),
              training.disagreement(),
              training.test(),
              Optional.of(new TestFigures(3, validation[epochs], 0))));
    }
    assertThat(epochs).isEqualTo(4);
    assertThat(control.learningRate()).isEqualTo(1e-3 / 4);
    assertThat(rates(new TrainingControl(config), 9, 8, 7, 6, 5)).containsOnly(1e-3).hasSize(5);
  }

  /** The rates with which the epochs begin, until training stops. */
  private static List<Double> rates(TrainingControl control, double... reconstructions) {
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < reconstructions.length && !control.stops(); i++) {
      rates.add(control.learningRate());
      control.epochDone(epoch(i + 1, reconstructions[i], 0, 0));
    }
    return rates;
  }

  @Test
  void aConstantRateStaysAndNeverStops() {
    assertThat(rates(new TrainingControl(config()), 5, 6, 7, 8)).containsOnly(1e-3);
  }

  /**
   * As PyTorch's ReduceLROnPlateau(patience=2, factor=0.5, threshold_mode='abs') does it on the
   * same figures.
   */
  @Test
  void aPlateauLowersTheRate() {
    RunConfig config =
        config("train.schedule={type: plateau, patience: 2, factor: 0.5, least: 4e-4}");
    assertThat(rates(new TrainingControl(config), 9, 8, 8, 8 - 5e-5, 9, 7, 8, 8, 8, 8, 8, 8))
        .containsExactly(1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 5e-4, 5e-4, 5e-4, 5e-4, 4e-4, 4e-4, 4e-4);
  }

  /**
   * As PyTorch's ReduceLROnPlateau(patience=1, factor=0.5) does it: a figure has fallen when it is
   * less than 0.9999 times the best. 99.995 is not, 99.98 is; 99.971 and 99.9705 are not.
   */
  @Test
  void aPlateausThresholdMayBeRelative() {
    RunConfig config =
        config(
            "train.schedule={type: plateau, patience: 1, factor: 0.5, threshold-mode: relative}");
    double[] figures = {100, 99.995, 99.98, 99.971, 99.9705, 99.9702, 90};
    assertThat(rates(new TrainingControl(config), figures))
        .containsExactly(1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 5e-4, 5e-4);
    RunConfig absolute =
        config(
            "train.schedule={type: plateau, patience: 1, factor: 0.5, threshold-mode: absolute}");
    assertThat(rates(new TrainingControl(absolute), figures)).containsOnly(1e-3);
  }

  /** A negative log likelihood of grey levels may be negative; then PyTorch's rule never ends. */
  @Test
  void aNegativeFigureThatStaysHasNotFallen() {
    RunConfig config =
        config(
            "train.schedule={type: plateau, patience: 1, factor: 0.5, threshold-mode: relative}");
    assertThat(rates(new TrainingControl(config), -100, -100, -100.005, -101, -101))
        .containsExactly(1e-3, 1e-3, 1e-3, 5e-4, 5e-4);
  }

  @Test
  void exponentialAndCosineFollowTheirFormulas() {
    RunConfig exponential = config("train.schedule={type: exponential, factor: 0.9}");
    assertThat(rates(new TrainingControl(exponential), 1, 1, 1).get(2))
        .isEqualTo(1e-3 * 0.81, within(1e-15));
    RunConfig cosine = config("train.schedule={type: cosine, least: 2e-4}", "train.epochs=4");
    assertThat(rates(new TrainingControl(cosine), 1, 1, 1, 1).get(2))
        .isEqualTo(6e-4, within(1e-15));
  }

  @Test
  void trainingStopsWhenItsFigureNoLongerFalls() {
    RunConfig config = config("train.early-stopping.patience=3");
    assertThat(rates(new TrainingControl(config), 9, 8, 8, 8.5, 7.9, 8, 8, 8, 1, 1)).hasSize(8);
  }

  @Test
  void theFigureCanBeTheTestSplits() {
    RunConfig config =
        config(
            "evaluate.each-epoch=true",
            "train.early-stopping={patience: 1, monitor: test-neg-elbo}");
    TrainingControl control = new TrainingControl(config);
    control.epochDone(epoch(1, 9, 9, 100));
    control.epochDone(epoch(2, 8, 8, 99));
    assertThat(control.stops()).isFalse();
    control.epochDone(epoch(3, 7, 7, 99));
    assertThat(control.stops()).isTrue();
  }

  @Test
  void itGoesOnFromWhatItRemembers() {
    RunConfig config =
        config("train.schedule={type: plateau, patience: 1}", "train.early-stopping.patience=4");
    TrainingControl whole = new TrainingControl(config);
    rates(whole, 9, 8, 8, 8);
    TrainingControl resumed = new TrainingControl(config);
    resumed.restore(whole.state());
    assertThat(rates(resumed, 8, 8, 8)).isEqualTo(rates(whole, 8, 8, 8)).hasSize(2);
    assertThat(resumed.stops()).isTrue();
  }
}
