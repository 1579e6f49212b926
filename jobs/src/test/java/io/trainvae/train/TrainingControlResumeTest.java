package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.storage.Storage;
import io.trainvae.train.TrainListener.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class TrainingControlResumeTest {
  private static final double[] LOSSES = {120, 110, 111, 112, 109, 113, 114, 115, 116, 117};

  private final RunConfig config =
      new ConfigLoader(new Storage(new Configuration(false)))
          .load(
              "mlp-400",
              List.of(
                  "train.schedule={type: plateau, factor: 0.5, patience: 1, monitor: neg-elbo}",
                  "train.early-stopping={patience: 4, monitor: neg-elbo}"));

  private static void see(TrainingControl control, int epoch) {
    control.epochDone(new Epoch(epoch, epoch, 1, LOSSES[epoch - 1], 0, 1, 1e-3, Optional.empty()));
  }

  /** What a control decides after each epoch that is left. */
  private static List<String> decisions(TrainingControl control, int firstEpoch) {
    List<String> decisions = new ArrayList<>();
    for (int epoch = firstEpoch; epoch <= LOSSES.length; epoch++) {
      see(control, epoch);
      decisions.add(control.learningRate() + " " + control.stops());
    }
    return decisions;
  }

  @Test
  void whereverItIsInterruptedItDecidesAsItWouldHave() {
    List<String> undisturbed = decisions(new TrainingControl(config), 1);
    assertThat(undisturbed)
        .startsWith("0.001 false", "0.001 false", "0.001 false", "5.0E-4 false")
        .endsWith("1.25E-4 true");
    TrainingControl interrupted = new TrainingControl(config);
    for (int epoch = 1; epoch < LOSSES.length; epoch++) {
      see(interrupted, epoch);
      TrainingControl resumed = new TrainingControl(config);
      resumed.restore(interrupted.state());
      assertThat(decisions(resumed, epoch + 1))
          .isEqualTo(undisturbed.subList(epoch, undisturbed.size()));
    }
  }
}
