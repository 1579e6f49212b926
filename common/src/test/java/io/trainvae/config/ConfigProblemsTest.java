package io.trainvae.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every violated bound and every contradiction is named. */
class ConfigProblemsTest extends ConfigFixture {
  @Test
  void allProblemsAreReportedAtOnce() {
    assertThatThrownBy(
            () ->
                loader.load(
                    "mlp-400",
                    List.of(
                        "train.epoch=3",
                        "train.batch=0",
                        "model.latent=two",
                        "nonsense",
                        "decode.range=.nan")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage(
            """
            Cannot use preset mlp-400, 5 problems:
              met "nonsense", expected key=value, as in train.epochs=3
              Cannot read the value of decode.range: met Malformed numeric value '.nan' in line 1, expected plain YAML without duplicate keys, tags and aliases
              model.latent: met "two", expected a whole number from 1 to 4,096
              train.epoch: unknown key, the nearest known one is train.epochs
              train.batch: met 0, expected a whole number from 1 to 65,536\
            """);
  }

  @Test
  void missingKeysAreNamed() {
    assertThatThrownBy(() -> load("train: {epochs: 1}"))
        .hasMessageContaining("5 problems")
        .hasMessageContaining("\n  model.encoder: missing, expected a list of at most 32")
        .hasMessageContaining("\n  model.latent: missing")
        .hasMessageContaining("\n  model.decoder: missing")
        .hasMessageContaining("\n  optimiser.learning-rate: missing")
        .hasMessageContaining("\n  train.batch: missing");
  }

  @Test
  void aKeyWithoutItsSectionFindsIt() {
    assertThatThrownBy(() -> loader.load("mlp-400", List.of("epochs=3")))
        .hasMessageEndingWith("epochs: unknown key, the nearest known one is train.epochs");
  }

  @Test
  void contradictionsAreRefused() {
    assertThatThrownBy(() -> loader.load("mlp-400", List.of("train.epochs=3", "train.epochs=4")))
        .hasMessageEndingWith("train.epochs: met 3 and also 4, expected one value");
    assertThatThrownBy(
            () -> loader.load("mlp-400", List.of("decode.range=3", "decode.spacing=quantile")))
        .hasMessageEndingWith(
            "decode.range: met 3, but decode.spacing is quantile, which has no range");
    assertThatThrownBy(
            () ->
                loader.load(
                    "mlp-400",
                    List.of(
                        "model.encoder=[{type: dense, units: 3, activation: relu}, {type:"
                            + " convolution, filters: 2, activation: relu}]",
                        "model.decoder=[{type: transposed-convolution, filters: 2, stride: 2,"
                            + " activation: relu}]",
                        "model.likelihood=continuous-bernoulli",
                        "model.binarisation=threshold",
                        "model.pixel-variance=0.2",
                        "objective={importance-samples: 5, beta: 2}",
                        "train.early-stopping={patience: 3, monitor: test-neg-elbo}",
                        "train.schedule.least=0.5")))
        .hasMessage(
            """
            Cannot use preset mlp-400, 8 problems:
              model.encoder[1]: met a convolution after a dense layer, which leaves no image to look at
              model.decoder[0]: met a transposed convolution without an image below it, expected a dense-image first
              model.binarisation: met threshold, but model.likelihood is continuous-bernoulli, which is a density of grey levels
              model.pixel-variance: met 0.2, but model.likelihood is continuous-bernoulli, which has none
              objective.beta: met 2.0 with warm-up-epochs 0.0, but objective.importance-samples is 5, whose bound is one on the likelihood with beta 1 only
              objective.kl: met closed-form, but objective.importance-samples is 5, which needs sampled
              train.early-stopping.monitor: met test-neg-elbo, but evaluate.each-epoch is false: there would be no figure
              train.schedule.least: met 0.5, but optimiser.learning-rate is 0.001, which is less\
            """);
    assertThatThrownBy(
            () ->
                loader.load(
                    "mlp-400",
                    List.of(
                        "model.decoder=[{type: dense-image, filters: 2, downscale: 6, activation:"
                            + " relu}, {type: transposed-convolution, filters: 2, kernel: 2,"
                            + " stride: 3, activation: relu}]")))
        .hasMessageContaining(
            "model.decoder[1]: met kernel 2, expected no less than the stride 3: there would be"
                + " gaps")
        .hasMessageContaining("model.decoder: met strides that leave an image 2 times smaller");
  }

  @Test
  void residualBlocksAndNormalisationsAreChecked() {
    assertThatThrownBy(
            () ->
                loader.load(
                    "mlp-400",
                    List.of(
                        "model.encoder=[{type: normalisation}, {type: convolution, filters: 6,"
                            + " activation: relu}, {type: normalisation, groups: 4}, {type:"
                            + " residual, layers: [{type: convolution, filters: 5, stride: 2,"
                            + " activation: relu}]}]",
                        "model.decoder=[{type: upsampling}, {type: convolution, filters: 2,"
                            + " activation: relu}, {type: residual, layers: []}]",
                        "model.likelihood=discretised-logistic",
                        "model.binarisation=threshold")))
        .hasMessage(
            """
            Cannot use preset mlp-400, 8 problems:
              model.encoder[0]: met a normalisation without a layer below it
              model.encoder[2]: met groups 4 of 6 channels, expected a divisor of them
              model.encoder[3].layers[0]: met a convolution of stride 2 in a residual block, expected 1
              model.encoder[3]: met a residual block that makes 5 channels of 6, expected as many: they are added
              model.decoder[0]: met an upsampling without an image below it, expected a dense-image first
              model.decoder[1]: met a convolution without an image below it, expected a dense-image first
              model.decoder[2]: met a residual block without layers
              model.binarisation: met threshold, but model.likelihood is discretised-logistic, which is one of 256 levels\
            """);
  }

  /** The likelihoods that pixels of 0 and 1 do not fit. */
  @ParameterizedTest
  @CsvSource({
    "continuous-bernoulli, 'continuous-bernoulli, which is a density of grey levels'",
    "beta, 'beta, which is a density of grey levels'",
    "discretised-logistic, 'discretised-logistic, which is one of 256 levels'",
    "linear-gaussian, one of numbers of any size",
    "linear-gaussian-learned, one of numbers of any size",
  })
  void densitiesOfGreyLevelsRefuseABinarisation(String likelihood, String what) {
    List<String> settings = List.of("model.likelihood=" + likelihood, "model.binarisation=dynamic");
    assertThatThrownBy(() -> loader.load("mlp-400", settings))
        .hasMessageContaining("model.binarisation: met dynamic, but model.likelihood is " + what);
  }

  @Test
  void layersAreCheckedToo() {
    assertThatThrownBy(
            () ->
                loader.load(
                    "mlp-400",
                    List.of(
                        "model.encoder=[{type: dense, unit: 3, activation: relu}]",
                        "model.decoder=[{type: dens, units: 3}]")))
        .hasMessageContaining(
            "model.encoder[0].unit: unknown key, the nearest known one is model.encoder[0].units")
        .hasMessageContaining("model.encoder[0].units: missing")
        .hasMessageContaining(
            "model.decoder[0]: met {\"type\":\"dens\",\"units\":3}, expected {type: dense, units:"
                + " a whole number from 1 to 65,536, activation: one of identity, relu,");
  }

  @Test
  void unknownPresetNamesTheNearest() {
    assertThatThrownBy(() -> loader.load("mlp400", List.of()))
        .hasMessage(
            "Cannot find preset mlp400: expected "
                + String.join(", ", new Presets().names())
                + " (nearest: mlp-400), or the path of a YAML file");
  }

  @Test
  void absentFileIsAUsageError() {
    assertThatThrownBy(() -> loader.load(folder + "/absent.yaml", List.of()))
        .hasMessage(
            "Cannot read file:%s/absent.yaml: no such file, expected a configuration in YAML"
                .formatted(folder));
  }
}
