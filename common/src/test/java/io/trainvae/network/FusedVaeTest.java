package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Objective.Kl;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.config.RunConfig.Optimiser.EpsilonRule;
import io.trainvae.device.Backend;
import io.trainvae.model.Activation;
import io.trainvae.model.LayerSpec.Padding;
import io.trainvae.model.Likelihood;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.objective.StepLoss;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link FusedVae} against DL4J's layers in {@link GraphVae}, and against finite differences. */
class FusedVaeTest {
  private static final int BATCH = 13;
  private static final int STEPS = 20;

  /** The step of finite differences. */
  private static final float STEP = 1f / 256;

  private static final Objective SAMPLED = new Objective(Kl.SAMPLED, 1, 0, 1);
  private static final Objective WEIGHTED = new Objective(Kl.SAMPLED, 1, 0, 3);

  @ParameterizedTest
  @EnumSource(Activation.class)
  void trainsAsDl4jDoes(Activation activation) {
    assertSameTraining(TinyVae.spec(activation), Objective.ELBO, TinyVae.ADAM);
  }

  @ParameterizedTest
  @CsvSource({"SAME,TANH", "SAME,GELU", "VALID,TANH", "VALID,SILU"})
  void convolvesAsDl4jDoes(Padding padding, Activation activation) {
    assertSameTraining(TinyVae.convolutional(padding, activation), Objective.ELBO, TinyVae.ADAM);
  }

  /** By DL4J's graph with this project's own normalisation, which SameDiff derives. */
  @ParameterizedTest
  @EnumSource(names = {"TANH", "SILU"})
  @Tag("long")
  void residualBlocksNormalisationsAndUpsamplingsTrainInBoth(Activation activation) {
    VaeSpec spec = TinyVae.residual(activation);
    assertSameTraining(spec, Objective.ELBO, TinyVae.ADAM);
    assertSameTraining(
        spec.with(Likelihood.DISCRETISED_LOGISTIC).withClasses(4),
        TinyVae.COLOUR,
        WEIGHTED,
        TinyVae.ADAM);
  }

  /** As DL4J's users read it from a model's file. */
  @Test
  void theGraphWithNormalisationsComesBackFromItsText() {
    var configuration =
        VaeGraph.configuration(
            TinyVae.residual(Activation.TANH), TinyVae.COLOUR, TinyVae.ADAM, 1, DataType.FLOAT);
    var read = ComputationGraphConfiguration.fromJson(configuration.toJson());
    assertThat(read.toJson()).isEqualTo(configuration.toJson());
    var graph = new ComputationGraph(configuration);
    graph.init();
    graph.setParams(Nd4j.rand(DataType.FLOAT, 1, graph.numParams()));
    var again = new ComputationGraph(read);
    again.init();
    again.setParams(graph.params());
    INDArray image = Nd4j.rand(DataType.FLOAT, 3, TinyVae.COLOUR.size());
    INDArray noise = Nd4j.rand(DataType.FLOAT, 3, 2);
    assertThat(again.output(image, noise)).isEqualTo(graph.output(image, noise));
    graph.close();
    again.close();
  }

  @ParameterizedTest
  @EnumSource(Likelihood.class)
  void everyLikelihoodTrainsInBoth(Likelihood likelihood) {
    assertSameTraining(
        TinyVae.spec(Activation.TANH).with(likelihood), Objective.ELBO, TinyVae.ADAM);
    assertSameTraining(
        TinyVae.convolutional(Padding.SAME, Activation.TANH).with(likelihood),
        Objective.ELBO,
        TinyVae.ADAM);
  }

  /** Three channels side by side here, one after the other in DL4J's convolutions. */
  @ParameterizedTest
  @EnumSource(Likelihood.class)
  @Tag("long")
  void coloursTrainInBoth(Likelihood likelihood) {
    for (VaeSpec spec :
        List.of(
            TinyVae.spec(Activation.TANH),
            TinyVae.convolutional(Padding.SAME, Activation.TANH),
            TinyVae.convolutional(Padding.VALID, Activation.TANH))) {
      assertSameTraining(spec.with(likelihood), TinyVae.COLOUR, Objective.ELBO, TinyVae.ADAM);
    }
  }

  @Test
  void everyObjectiveTrainsInBoth() {
    VaeSpec spec = TinyVae.spec(Activation.TANH);
    assertSameTraining(spec, new Objective(Kl.CLOSED_FORM, 4, 0, 1), TinyVae.ADAM);
    assertSameTraining(spec, SAMPLED, TinyVae.ADAM);
    assertSameTraining(spec, WEIGHTED, TinyVae.ADAM);
    assertSameTraining(
        TinyVae.convolutional(Padding.SAME, Activation.TANH), WEIGHTED, TinyVae.ADAM);
  }

  @Test
  void labelsConditionBoth() {
    assertSameTraining(TinyVae.spec(Activation.TANH).withClasses(4), Objective.ELBO, TinyVae.ADAM);
    assertSameTraining(
        TinyVae.convolutional(Padding.SAME, Activation.TANH).withClasses(4),
        WEIGHTED,
        TinyVae.ADAM);
  }

  @ParameterizedTest
  @EnumSource(Optimiser.Type.class)
  void everyOptimiserStepsInBoth(Optimiser.Type type) {
    assertSameTraining(
        TinyVae.spec(Activation.TANH),
        Objective.ELBO,
        new Optimiser(type, 1e-3, 0.8, 0.99, 1e-4, EpsilonRule.EPSILON_HAT, 0.05));
  }

  /** With an epsilon that is large compared with the gradients. */
  @ParameterizedTest
  @EnumSource(EpsilonRule.class)
  void everyRuleOfEpsilonStepsInBoth(EpsilonRule rule) {
    assertSameTraining(
        TinyVae.spec(Activation.TANH),
        Objective.ELBO,
        new Optimiser(Optimiser.Type.ADAM, 1e-2, 0.8, 0.99, 0.5, rule, 0));
  }

  private static void assertSameTraining(VaeSpec spec, Objective objective, Optimiser optimiser) {
    assertSameTraining(spec, TinyVae.IMAGE, objective, optimiser);
  }

  private static void assertSameTraining(
      VaeSpec spec, Shape image, Objective objective, Optimiser optimiser) {
    VaeState start = InitialWeights.of(spec, image, 5);
    try (FusedVae fused = new FusedVae(spec, image, objective, optimiser, BATCH, 1);
        GraphVae graph = new GraphVae(spec, image, objective, optimiser, BATCH)) {
      fused.load(start);
      graph.load(start);
      for (int step = 0; step < STEPS; step++) {
        int count = step == 7 ? 5 : BATCH;
        TinyVae.fill(fused, count, step);
        TinyVae.fill(graph, count, step);
        StepLoss mine = fused.step(count, optimiser.learningRate(), objective.beta());
        StepLoss theirs = graph.step(count, optimiser.learningRate(), objective.beta());
        assertThat(mine.reconstruction())
            .isCloseTo(
                theirs.reconstruction(), within(1e-4 + 1e-5 * Math.abs(theirs.reconstruction())));
        assertThat(mine.kl()).isCloseTo(theirs.kl(), within(2e-3));
      }
      assertClose(fused, graph);
    }
  }

  private static void assertClose(FusedVae fused, GraphVae graph) {
    VaeState mine = fused.state();
    VaeState theirs = graph.state();
    assertThat(mine.steps()).isEqualTo(theirs.steps()).isEqualTo(STEPS);
    assertThat(mine.parameters()).containsExactly(theirs.parameters(), within(1e-4f));
    assertThat(mine.firstMoment()).containsExactly(theirs.firstMoment(), within(1e-3f));
    assertThat(mine.secondMoment()).containsExactly(theirs.secondMoment(), within(1e-3f));
  }

  @Test
  void onProcessorsNoDl4jNetworkTakesPart() {
    assertThat(Backend.best().onProcessor()).isTrue();
    try (TrainableVae opened =
        Vaes.open(
            TinyVae.spec(Activation.TANH), TinyVae.IMAGE, Objective.ELBO, TinyVae.ADAM, BATCH, 1)) {
      assertThat(opened).isInstanceOf(FusedVae.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Padding.class)
  void encodesAndDecodesAsDl4jDoesInAnyNumberOfRows(Padding padding) {
    assertSameAnswers(padding, TinyVae.IMAGE);
    assertSameAnswers(padding, TinyVae.COLOUR);
  }

  private static void assertSameAnswers(Padding padding, Shape image) {
    VaeSpec spec =
        TinyVae.convolutional(padding, Activation.GELU)
            .with(Likelihood.GAUSSIAN_LEARNED)
            .withClasses(4);
    VaeState start = InitialWeights.of(spec, image, 5);
    try (FusedVae fused = new FusedVae(spec, image, Objective.ELBO, TinyVae.ADAM, 4, 1);
        GraphVae graph = new GraphVae(spec, image, Objective.ELBO, TinyVae.ADAM, BATCH)) {
      fused.load(start);
      graph.load(start);
      TinyVae.fill(graph, 11, 3);
      assertThat(fused.encode(graph.inputs().images(), graph.inputs().labels(), 11))
          .containsExactly(
              graph.encode(graph.inputs().images(), graph.inputs().labels(), 11), within(1e-6f));
      assertThat(fused.decode(graph.inputs().noise(), graph.inputs().labels(), 11))
          .hasSize(11 * image.size() * 2)
          .containsExactly(
              graph.decode(graph.inputs().noise(), graph.inputs().labels(), 11), within(1e-6f));
    }
  }

  /** Central differences of the whole loss, for every single parameter. */
  @Tag("long")
  @ParameterizedTest
  @EnumSource(Activation.class)
  void gradientsAgreeWithFiniteDifferences(Activation activation) {
    boolean kinked = activation == Activation.RELU || activation == Activation.LEAKY_RELU;
    double tolerance = kinked ? 0.2 : 4e-3;
    assertGradients(TinyVae.spec(activation), new Objective(Kl.CLOSED_FORM, 2, 0, 1), tolerance);
  }

  @Tag("long")
  @Test
  void gradientsOfEveryObjectiveAgreeWithFiniteDifferences() {
    VaeSpec dense = TinyVae.spec(Activation.TANH).withClasses(4);
    VaeSpec convolutional = TinyVae.convolutional(Padding.SAME, Activation.TANH).withClasses(4);
    for (VaeSpec spec : new VaeSpec[] {dense, convolutional}) {
      assertGradients(spec, SAMPLED, 4e-3);
      assertGradients(spec, new Objective(Kl.SAMPLED, 3, 0, 1), 4e-3);
      assertGradients(spec, WEIGHTED, 4e-3);
    }
    for (Padding padding : Padding.values()) {
      assertGradients(TinyVae.convolutional(padding, Activation.GELU), Objective.ELBO, 4e-3);
    }
    assertGradients(TinyVae.residual(Activation.TANH), Objective.ELBO, 4e-3);
    assertGradients(TinyVae.residual(Activation.SILU).withClasses(4), WEIGHTED, 4e-3);
  }

  private static void assertGradients(VaeSpec spec, Objective objective, double tolerance) {
    VaeState state = InitialWeights.of(spec, TinyVae.IMAGE, 5);
    try (FusedVae vae = new FusedVae(spec, TinyVae.IMAGE, objective, TinyVae.ADAM, BATCH, 1)) {
      TinyVae.fill(vae, BATCH, 1);
      loss(vae, state, objective);
      float[] analytic = vae.gradients();
      for (int i = 0; i < state.size(); i++) {
        double bound = tolerance * (1 + Math.abs(analytic[i]));
        double difference = difference(vae, state, objective, i, STEP);
        if (Math.abs(difference - analytic[i]) > bound) {
          // A normalisation bends the loss: this leaves no error of the step's second order.
          double half = difference(vae, state, objective, i, STEP / 2);
          difference = (4 * half - difference) / 3;
        }
        assertThat((double) analytic[i])
            .as("parameter %d of %d of %s", i, state.size(), spec)
            .isCloseTo(difference, within(bound));
      }
    }
  }

  /** The finite difference of the loss, for a parameter moved by a step to both sides. */
  private static double difference(
      FusedVae vae, VaeState state, Objective objective, int parameter, float step) {
    float kept = state.parameters()[parameter];
    state.parameters()[parameter] = kept + step;
    double width = state.parameters()[parameter];
    double above = loss(vae, state, objective);
    state.parameters()[parameter] = kept - step;
    width -= state.parameters()[parameter];
    double below = loss(vae, state, objective);
    state.parameters()[parameter] = kept;
    return (above - below) / width;
  }

  private static double loss(FusedVae vae, VaeState state, Objective objective) {
    vae.load(state);
    StepLoss loss = vae.gradients(BATCH, objective.beta());
    return loss.reconstruction() + objective.beta() * loss.kl();
  }
}
