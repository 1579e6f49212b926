package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.network.PixelFormat;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class DatasetRulesTest {
  private static final Path ROOT = new Path("file:/data");

  private static void check(String preset, int side, String... overrides) {
    RunConfig config =
        new ConfigLoader(new Storage(new Configuration(false))).load(preset, List.of(overrides));
    DatasetInfo dataset = new DatasetInfo("few", true, 60, 10, side, side, 10, List.of());
    new DatasetRules(config, dataset, PixelFormat.UINT8).check(ROOT.toString());
  }

  @Test
  void imagesMustHaveTheSizeOfTheConfiguration() {
    assertThatThrownBy(() -> check("deep-conv", 28))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(
            "Cannot train deep-conv on file:/data: its images are 28x28, expected data.size"
                + " 128x128; ingest with --size 128x128, or --set data.size=any");
    assertThatCode(() -> check("deep-conv", 128)).doesNotThrowAnyException();
    assertThatCode(() -> check("deep-conv", 28, "data.size=any")).doesNotThrowAnyException();
  }

  @Test
  void labelsMustBeClassesOfTheModel() {
    assertThatThrownBy(() -> check("mlp-400", 28, "model.classes=9"))
        .hasMessage(
            "Cannot train mlp-400 on file:/data: it has labels 0 to 9, expected none above 8 as"
                + " model.classes is 9");
    assertThatCode(() -> check("mlp-400", 28, "model.classes=10")).doesNotThrowAnyException();
  }

  @Test
  void aConditionalModelNeedsLabels() {
    RunConfig config =
        new ConfigLoader(new Storage(new Configuration(false)))
            .load("mlp-400", List.of("model.classes=10"));
    DatasetInfo dataset = new DatasetInfo("few", false, 60, 10, 28, 28, 1, List.of());
    assertThatThrownBy(
            () -> new DatasetRules(config, dataset, PixelFormat.UINT8).check(ROOT.toString()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA))
        .hasMessage(
            "Cannot train mlp-400 on file:/data: its images have no labels, expected some as"
                + " model.classes is 10");
  }
}
