package io.trainvae.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.RunConfig.Direction;
import io.trainvae.config.RunConfig.EarlyStopping;
import io.trainvae.config.RunConfig.Monitor;
import io.trainvae.config.RunConfig.Optimiser.EpsilonRule;
import io.trainvae.config.RunConfig.Optimiser.Type;
import io.trainvae.config.RunConfig.Schedule;
import io.trainvae.model.Activation;
import io.trainvae.model.Binarisation;
import io.trainvae.model.LayerSpec;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.Likelihood;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import io.trainvae.storage.Storage;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

/** Defaults, every key, and what is written and read back. */
class ConfigLoaderTest extends ConfigFixture {
  private static final OuterStep NESTEROV =
      new OuterStep(OuterStep.Type.NESTEROV, 0.8, 0.5, OuterStep.Moments.AVERAGED);

  private static final String MINIMAL =
      """
      model: {encoder: [], latent: 2, decoder: []}
      optimiser: {learning-rate: 0.01}
      train: {epochs: 1, batch: 2}
      """;

  private static final RunConfig.Data ANY = new RunConfig.Data("any", false);

  @Test
  void presetIsTheNetworkOfTheReference() {
    List<LayerSpec> dense = List.of(new LayerSpec.Dense(400, Activation.RELU));
    assertThat(loader.load("mlp-400", List.of()))
        .isEqualTo(
            new RunConfig(
                "mlp-400",
                ANY,
                VaeSpec.of(dense, 20, dense, WeightInit.UNIFORM_FAN_IN),
                RunConfig.Objective.ELBO,
                new RunConfig.Optimiser(
                    Type.ADAM, 1e-3, 0.9, 0.999, 1e-8, EpsilonRule.BIAS_CORRECTED, 0),
                new RunConfig.Train(
                    15,
                    128,
                    0,
                    0,
                    new WorkerScaling(1, 16, 0.333),
                    10,
                    AveragingGrowth.NONE,
                    0,
                    NESTEROV,
                    Schedule.CONSTANT,
                    EarlyStopping.NEVER),
                new RunConfig.Evaluate(500, 0, false),
                new RunConfig.Decode(20, 2.5, RunConfig.Spacing.LINEAR, Direction.DOWNWARDS, true),
                new RunConfig.Checkpoints(0, 3)));
  }

  @Test
  void whatIsLeftOutHasDefaults() throws IOException {
    assertThat(load(MINIMAL))
        .isEqualTo(
            new RunConfig(
                "mine",
                ANY,
                VaeSpec.of(List.of(), 2, List.of(), WeightInit.UNIFORM_FAN_IN),
                RunConfig.Objective.ELBO,
                new RunConfig.Optimiser(
                    Type.ADAM, 0.01, 0.9, 0.999, 1e-8, EpsilonRule.EPSILON_HAT, 0),
                new RunConfig.Train(
                    1,
                    2,
                    0,
                    0,
                    WorkerScaling.NONE,
                    10,
                    AveragingGrowth.NONE,
                    0,
                    OuterStep.MEAN,
                    Schedule.CONSTANT,
                    EarlyStopping.NEVER),
                new RunConfig.Evaluate(500, 0, false),
                new RunConfig.Decode(20, 2.5, RunConfig.Spacing.LINEAR, Direction.DOWNWARDS, false),
                new RunConfig.Checkpoints(0, 3)));
  }

  @Test
  void everyKeyIsMapped() {
    RunConfig config =
        loader.load(
            "mlp-400",
            List.of(
                "preset=other",
                "data.size=32x16",
                "data.include-test=true",
                "model.encoder=[{type: convolution, filters: 4, kernel: 5, stride: 2, padding:"
                    + " valid, activation: gelu}, {type: dense, units: 7, activation: tanh}]",
                "model.latent=3",
                "model.decoder=[{type: dense-image, filters: 6, downscale: 2, activation: elu},"
                    + " {type: transposed-convolution, filters: 8, stride: 2, activation: silu}]",
                "model.output-kernel=5",
                "model.likelihood=gaussian",
                "model.pixel-variance=0.25",
                "model.binarisation=dynamic",
                "model.classes=10",
                "objective={kl: sampled, beta: 0.5, warm-up-epochs: 2.5}",
                "optimiser.type=sgd",
                "train.schedule={type: plateau, factor: 0.5, patience: 3, monitor: neg-elbo, least:"
                    + " 1e-5, threshold-mode: relative, warm-up-epochs: 1.5}",
                "train.early-stopping={patience: 7, monitor: test-neg-elbo}",
                "evaluate.each-epoch=true",
                "model.weight-init=glorot-uniform",
                "optimiser.learning-rate=1e-4",
                "optimiser.beta1=0.5",
                "optimiser.beta2=0.6",
                "optimiser.epsilon=1e-4",
                "optimiser.epsilon-rule=epsilon-hat",
                "optimiser.weight-decay=0.004",
                "train.epochs=2",
                "train.batch=32",
                "train.workers=4",
                "train.scaling={batch-exponent: 0.5, least-batch: 8, learning-rate-exponent: 0.25}",
                "train.averaging-frequency=47",
                "train.outer={type: nesterov, rate: 0.7, momentum: 0.9, moments: reset}",
                "train.averaging-growth={first-frequency: 2, epochs: 3}",
                "train.seed=9223372036854775807",
                "evaluate.batch=10",
                "evaluate.seed=8",
                "decode.grid=9",
                "decode.spacing=quantile",
                "decode.direction=upwards",
                "decode.epoch-pictures=false",
                "checkpoint.every-rounds=5",
                "checkpoint.keep=2"));
    assertThat(config)
        .isEqualTo(
            new RunConfig(
                "other",
                new RunConfig.Data("32x16", true),
                new VaeSpec(
                    List.of(
                        new LayerSpec.Convolution(4, 5, 2, Padding.VALID, Activation.GELU),
                        new LayerSpec.Dense(7, Activation.TANH)),
                    3,
                    List.of(
                        new LayerSpec.DenseImage(6, 2, Activation.ELU),
                        new LayerSpec.TransposedConvolution(8, 3, 2, Activation.SILU)),
                    5,
                    Likelihood.GAUSSIAN,
                    0.25,
                    Binarisation.DYNAMIC,
                    10,
                    WeightInit.GLOROT_UNIFORM),
                new RunConfig.Objective(RunConfig.Objective.Kl.SAMPLED, 0.5, 2.5, 1),
                new RunConfig.Optimiser(
                    Type.SGD, 1e-4, 0.5, 0.6, 1e-4, EpsilonRule.EPSILON_HAT, 0.004),
                new RunConfig.Train(
                    2,
                    32,
                    4,
                    0,
                    new WorkerScaling(0.5, 8, 0.25),
                    47,
                    new AveragingGrowth(2, 3),
                    Long.MAX_VALUE,
                    new OuterStep(OuterStep.Type.NESTEROV, 0.7, 0.9, OuterStep.Moments.RESET),
                    new Schedule(
                        Schedule.Type.PLATEAU,
                        0.5,
                        3,
                        Monitor.NEG_ELBO,
                        Schedule.ThresholdMode.RELATIVE,
                        1e-5,
                        1.5),
                    new EarlyStopping(7, Monitor.TEST_NEG_ELBO)),
                new RunConfig.Evaluate(10, 8, true),
                new RunConfig.Decode(9, 2.5, RunConfig.Spacing.QUANTILE, Direction.UPWARDS, false),
                new RunConfig.Checkpoints(5, 2)));
    assertThat(loader.load("mlp-400", List.of("decode.range=3")).decode().range()).isEqualTo(3);
  }

  @Test
  void aSectionAsValueLeavesItsOtherKeys() {
    RunConfig.Train train = loader.load("mlp-400", List.of("train={epochs: 3, seed: 1}")).train();
    assertThat(train)
        .isEqualTo(
            new RunConfig.Train(
                3,
                128,
                0,
                0,
                new WorkerScaling(1, 16, 0.333),
                10,
                AveragingGrowth.NONE,
                1,
                NESTEROV,
                Schedule.CONSTANT,
                EarlyStopping.NEVER));
  }

  @Test
  void writtenConfigurationReadsBackEqual() {
    RunConfig config =
        loader.load("mlp-400", List.of("preset='no'", "optimiser.epsilon=1.5e-7", "train.seed=77"));
    Storage storage = new Storage(new Configuration(false));
    var file = storage.path(folder.resolve("deep/config.yaml").toString());
    ConfigWriter.write(storage, file, config);
    assertThat(loader.read(file, List.of())).isEqualTo(config);
  }
}
