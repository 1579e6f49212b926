package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.Activation;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.TrainableVae.StepLoss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link FusedVae} against {@link GraphVae}, whose gradients are proved by finite differences. */
class FusedVaeTest {
  private static final int BATCH = 13;

  @ParameterizedTest
  @EnumSource(Activation.class)
  void trainsAsTheComputationGraphDoes(Activation activation) {
    assertSameTraining(TinyVae.spec(activation), TinyVae.ADAM);
  }

  @Test
  void decaysWeightsAsTheComputationGraphDoes() {
    assertSameTraining(TinyVae.spec(Activation.TANH), new Optimiser(1e-2, 0.8, 0.99, 1e-4, 0.05));
  }

  private static void assertSameTraining(VaeSpec spec, Optimiser optimiser) {
    VaeState start = InitialWeights.of(spec, TinyVae.PIXELS, 5);
    try (FusedVae fused = new FusedVae(spec, TinyVae.PIXELS, optimiser, BATCH);
        GraphVae graph = new GraphVae(spec, TinyVae.PIXELS, optimiser, BATCH)) {
      fused.load(start);
      graph.load(start);
      for (int step = 0; step < 20; step++) {
        int count = step == 7 ? 5 : BATCH;
        TinyVae.fill(fused, count, step);
        TinyVae.fill(graph, count, step);
        StepLoss mine = fused.step(count, optimiser.learningRate());
        StepLoss theirs = graph.step(count, optimiser.learningRate());
        assertThat(mine.reconstruction()).isCloseTo(theirs.reconstruction(), within(1e-3));
        assertThat(mine.kl()).isCloseTo(theirs.kl(), within(1e-3));
      }
      assertClose(fused, graph, start.size());
    }
  }

  private static void assertClose(FusedVae fused, GraphVae graph, int size) {
    VaeState mine = new VaeState(size);
    VaeState theirs = new VaeState(size);
    fused.store(mine);
    graph.store(theirs);
    assertThat(mine.steps()).isEqualTo(theirs.steps()).isEqualTo(20);
    assertThat(mine.parameters()).containsExactly(theirs.parameters(), within(2e-5f));
    assertThat(mine.firstMoment()).containsExactly(theirs.firstMoment(), within(2e-5f));
    assertThat(mine.secondMoment()).containsExactly(theirs.secondMoment(), within(2e-5f));
  }

  @Test
  void encodesAndDecodesAsTheComputationGraphDoesInAnyNumberOfRows() {
    VaeSpec spec = TinyVae.spec(Activation.TANH);
    VaeState start = InitialWeights.of(spec, TinyVae.PIXELS, 5);
    try (FusedVae fused = new FusedVae(spec, TinyVae.PIXELS, TinyVae.ADAM, 4);
        GraphVae graph = new GraphVae(spec, TinyVae.PIXELS, TinyVae.ADAM, BATCH)) {
      fused.load(start);
      graph.load(start);
      TinyVae.fill(graph, 11, 3);
      assertThat(fused.encode(graph.images(), 11))
          .containsExactly(graph.encode(graph.images(), 11), within(1e-6f));
      assertThat(fused.decode(graph.noise(), 11))
          .containsExactly(graph.decode(graph.noise(), 11), within(1e-6f));
    }
  }

  @Test
  void saturatedPixelsCostWhatTheyShould() {
    BernoulliKernel kernel = new BernoulliKernel();
    float[] logits = {200, -200, 200, -200, 0};
    float[] pixels = {1, 0, 0, 1, 0.5f};
    float[] gradients = new float[5];
    double loss = kernel.loss(logits, 0, pixels, 0, gradients, 5);
    assertThat(loss).isCloseTo(400 + Math.log(2), within(1e-9));
    assertThat(gradients).containsExactly(new float[] {0, 0, 1, -1, 0}, within(1e-30f));
  }
}
