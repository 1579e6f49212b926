package io.trainvae.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.benchmark.measure.EpochLine.Said;
import org.junit.jupiter.api.Test;

class EpochLineTest {
  @Test
  void readsTheTrainCommandsLines() {
    assertThat(
            EpochLine.TRAIN_VAE.parse(
                "epoch 2/15  -ELBO 121.64 = 103.11 + 18.53  20,473 images/s  2.9 s"))
        .contains(new Said(2, "121.64", 2.9));
  }

  @Test
  void readsThePeersLines() {
    assertThat(
            EpochLine.JSON.parse(
                "{\"epoch\": 1, \"loss\": 164.93, \"recon\": 149.5, \"kl\": 15.4, \"seconds\":"
                    + " 2.05}"))
        .contains(new Said(1, "164.93", 2.05));
  }

  @Test
  void passesOverOtherLines() {
    assertThat(EpochLine.TRAIN_VAE.parse("652,824 parameters, 60,000 images, 2 workers")).isEmpty();
    assertThat(EpochLine.TRAIN_VAE.parse("")).isEmpty();
    assertThat(EpochLine.JSON.parse("{\"preset\": \"cnn\", \"batch\": 128}")).isEmpty();
    assertThat(EpochLine.JSON.parse("{\"median_epoch_seconds\": 2.05}")).isEmpty();
  }
}
