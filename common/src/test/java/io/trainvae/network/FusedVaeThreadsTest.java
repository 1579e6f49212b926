package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.model.Shape;
import io.trainvae.objective.StepLoss;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step on several threads gives the bytes of a step on one. */
class FusedVaeThreadsTest {
  private static final int STEPS = 4;

  /** The results of a training that must not depend on threads. */
  private record Result(List<StepLoss> losses, VaeState state) {}

  @ParameterizedTest
  @CsvSource({
    "mlp-400, 28, 128, ''",
    "mlp-400, 28, 20, model.classes=10",
    "mlp-400, 28, 150, model.likelihood=gaussian-learned",
    "mlp-400, 12, 1500, optimiser.type=rmsprop",
    "mlp-512-256, 28, 64, ''",
    "iwae, 28, 40, objective.kl=sampled;objective.importance-samples=50",
    "iwae, 28, 100, optimiser.type=sgd",
    "cnn, 28, 37, ''",
    "cvae, 28, 32, model.classes=10",
    "deep-conv, 32, 20, ''",
  })
  void anyNumberOfThreadsGivesTheSameBytes(String preset, int side, int batch, String settings) {
    RunConfig config = config(preset, batch, settings);
    Shape image = Shape.grey(side, side);
    Result one = train(config, image, 1);
    assertThat(one.state.isFinite()).isTrue();
    assertThat(one.state.parameters())
        .isNotEqualTo(InitialWeights.of(config.model(), image, 0).parameters());
    for (int threads : new int[] {2, 3, 4, 16}) {
      Result several = train(config, image, threads);
      assertThat(several.losses).as("losses on %d threads", threads).isEqualTo(one.losses);
      assertSame(several.state, one.state, threads);
    }
  }

  private static void assertSame(VaeState state, VaeState expected, int threads) {
    assertThat(state.steps()).isEqualTo(expected.steps()).isEqualTo(STEPS);
    assertThat(Arrays.equals(state.parameters(), expected.parameters()))
        .as("parameters on %d threads", threads)
        .isTrue();
    assertThat(Arrays.equals(state.firstMoment(), expected.firstMoment()))
        .as("first moments on %d threads", threads)
        .isTrue();
    assertThat(Arrays.equals(state.secondMoment(), expected.secondMoment()))
        .as("second moments on %d threads", threads)
        .isTrue();
  }

  private static RunConfig config(String preset, int batch, String settings) {
    List<String> all = new ArrayList<>(List.of("train.batch=" + batch));
    if (!settings.isEmpty()) {
      all.addAll(List.of(settings.split(";")));
    }
    return new ConfigLoader(new Storage(new Configuration(false))).load(preset, all);
  }

  private static FusedVae open(RunConfig config, Shape image, int threads) {
    return new FusedVae(
        config.model(),
        image,
        config.objective(),
        config.optimiser(),
        config.train().batch(),
        threads);
  }

  /** The last step has fewer images, as the last of an epoch has. */
  private static Result train(RunConfig config, Shape image, int threads) {
    int batch = config.train().batch();
    List<StepLoss> losses = new ArrayList<>();
    try (FusedVae vae = open(config, image, threads)) {
      vae.load(InitialWeights.of(config.model(), image, 0));
      TinyVae.fill(vae, vae.inputs(), batch, 0);
      for (int step = 1; step <= STEPS; step++) {
        int next = step;
        int count = step == STEPS ? batch * 2 / 3 : batch;
        losses.add(vae.step(count, 1e-3, 1, inputs -> TinyVae.fill(vae, inputs, batch, next)));
      }
      VaeState copy = new VaeState(vae.state().size());
      copy.set(vae.state());
      return new Result(losses, copy);
    }
  }

  @Test
  void whatFillingThrowsIsTheStepsException() {
    RunConfig config = config("mlp-400", 32, "");
    Shape image = Shape.grey(28, 28);
    try (FusedVae vae = open(config, image, 2)) {
      vae.load(InitialWeights.of(config.model(), image, 0));
      assertThatThrownBy(
              () ->
                  vae.step(
                      32,
                      1e-3,
                      1,
                      inputs -> {
                        throw new IllegalStateException("no images");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no images");
    }
  }

  @Test
  void noThreadOutlivesRestOrClose() {
    RunConfig config = config("mlp-400", 32, "");
    Shape image = Shape.grey(28, 28);
    FusedVae vae = open(config, image, 3);
    vae.load(InitialWeights.of(config.model(), image, 0));
    vae.step(32, 1e-3, 1);
    assertThat(helpers()).isEqualTo(2);
    vae.rest();
    assertThat(helpers()).isZero();
    vae.step(32, 1e-3, 1);
    assertThat(helpers()).isEqualTo(2);
    vae.close();
    assertThat(helpers()).isZero();
  }

  private static long helpers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains(", step thread "))
        .count();
  }
}
