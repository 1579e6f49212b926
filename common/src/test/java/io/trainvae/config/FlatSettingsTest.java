package io.trainvae.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import org.junit.jupiter.api.Test;

class FlatSettingsTest {

  @Test
  void leavesGetDottedKeysInTheOrderOfTheText() {
    String yaml =
        """
        preset: mlp
        model:
          encoder:
            - {type: dense, units: 400, activation: relu}
            - {type: conv, channels: 32, kernel: [3, 3]}
          latent: 20
        train: {seed: null, rate: 1.0e-3}
        """;

    assertThat(FlatSettings.of(yaml, "it"))
        .containsExactly(
            entry("preset", "mlp"),
            entry("model.encoder", "dense units=400 activation=relu, conv channels=32 kernel=3, 3"),
            entry("model.latent", "20"),
            entry("train.seed", ""),
            entry("train.rate", "0.001"));
  }

  @Test
  void jsonIsYamlToo() {
    assertThat(FlatSettings.of("{\"host\": {\"name\": \"x\", \"processors\": 2}}", "it"))
        .containsExactly(entry("host.name", "x"), entry("host.processors", "2"));
  }

  @Test
  void whatIsNoYamlIsRefused() {
    assertThatThrownBy(() -> FlatSettings.of("a: [1", "runs/1/config.yaml"))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("Cannot read runs/1/config.yaml: ")
        .extracting("exitCode")
        .isEqualTo(ExitCode.DATA);
  }
}
