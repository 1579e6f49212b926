package io.trainvae.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.ConfigLoader;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class VaeSpecTest {
  private static VaeSpec preset(String name, String... settings) {
    return new ConfigLoader(new Storage(new Configuration(false)))
        .load(name, List.of(settings))
        .model();
  }

  /** A level of 256 that is as likely as any other takes 8 bits, a pixel of two 1. */
  @Test
  void bitsAreToldOfProbabilitiesOfLevelsOnly() {
    int numbers = 32 * 32 * 3;
    assertThat(preset("resnet-32").bitsPerDimension(numbers * Math.log(256), numbers))
        .isCloseTo(8, within(1e-12));
    assertThat(preset("cvae").bitsPerDimension(784 * Math.log(2), 784)).isCloseTo(1, within(1e-12));
    assertThat(preset("mlp-400").bitsPerDimension(100, 784)).isNull();
    assertThat(preset("conv-64").bitsPerDimension(100, 784)).isNull();
    assertThat(preset("deep-conv").bitsPerDimension(100, 784)).isNull();
  }
}
