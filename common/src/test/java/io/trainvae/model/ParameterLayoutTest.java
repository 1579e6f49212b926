package io.trainvae.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterLayoutTest {
  private static VaeSpec preset(String name) {
    return new ConfigLoader(new Storage(new Configuration(false))).load(name, List.of()).model();
  }

  /** The sums of weights and biases of the published networks, by hand. */
  @ParameterizedTest
  @CsvSource({
    "mlp-400, 28, 652824",
    "mlp-512-256, 28, 1068820",
    "cnn, 28, 134165",
    "cvae, 28, 69989",
    "deep-conv, 128, 237481",
    "iwae, 28, 425284",
  })
  void presetsHaveTheParametersOfTheirNetworks(String name, int size, int parameters) {
    assertThat(new ParameterLayout(preset(name), Shape.grey(size, size)).total())
        .isEqualTo(parameters);
  }

  @Test
  void imagesOfAnySizeComeBackInTheirSize() {
    for (int size = 17; size < 34; size++) {
      Shape image = Shape.grey(size, 49 - size);
      List<LayerParameters> all = new ParameterLayout(preset("deep-conv"), image).layers();
      assertThat(all.get(all.size() - 1).out()).isEqualTo(image);
    }
  }

  @Test
  void whatIsTooSmallForAWindowIsRefused() {
    VaeSpec spec = preset("cvae");
    assertThatThrownBy(() -> new ParameterLayout(spec, Shape.grey(5, 28)))
        .hasMessage(
            "Cannot use model.encoder: encoder-2 makes 2x13x32 too small for a kernel of 3 without"
                + " padding");
  }

  @Test
  void theTableNamesLayersShapesAndParameters() {
    assertThat(LayerTable.of(preset("cnn"), Shape.grey(28, 28)).lines())
        .containsSubsequence(
            "  layer            kind                     output          parameters",
            "  image                                     28x28x1                   ",
            "  encoder-1        conv 3x3 /2, gelu        14x14x32               320",
            "  encoder-3        dense, gelu              16                  50,192",
            "  posterior        dense                    4                       68",
            "  latent           sample                   2                        0",
            "  decoder-1        dense, gelu              7x7x64               9,408",
            "  decoder-3        up 3x3 /2, gelu          28x28x32            18,464",
            "  reconstruction   up 3x3 /1                28x28x1                289",
            "  total                                                        134,165");
  }
}
