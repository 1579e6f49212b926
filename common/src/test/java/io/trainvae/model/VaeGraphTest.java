package io.trainvae.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.LayerSpec.Dense;
import io.trainvae.model.VaeSpec.Likelihood;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class VaeGraphTest {
  private static final int PIXELS = 11;
  private static final int BATCH = 5;
  private static final Optimiser ADAM = new Optimiser(1e-3, 0.9, 0.999, 1e-8, 0);

  private static VaeSpec spec(Activation activation) {
    return new VaeSpec(
        List.of(new Dense(7, activation)),
        3,
        List.of(new Dense(6, activation)),
        Likelihood.BERNOULLI,
        WeightInit.GLOROT_UNIFORM);
  }

  /** Central differences in double precision, for every single parameter. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void gradientsAgreeWithFiniteDifferences(Activation activation) {
    ComputationGraph graph = graph(spec(activation));
    graph.computeGradientAndScore();
    INDArray analytic = graph.getFlattenedGradients().dup().divi(BATCH);
    double step = 1e-5;
    for (long i = 0; i < graph.numParams(); i++) {
      double kept = graph.params().getDouble(i);
      graph.params().putScalar(i, kept + step);
      double above = score(graph);
      graph.params().putScalar(i, kept - step);
      double below = score(graph);
      graph.params().putScalar(i, kept);
      assertThat(analytic.getDouble(i))
          .as("parameter %d of %d", i, graph.numParams())
          .isCloseTo((above - below) / (2 * step), within(1e-7));
    }
  }

  private static double score(ComputationGraph graph) {
    graph.computeGradientAndScore();
    return graph.score();
  }

  private static ComputationGraph graph(VaeSpec spec) {
    ComputationGraph graph =
        new ComputationGraph(VaeGraph.configuration(spec, PIXELS, ADAM, DataType.DOUBLE));
    graph.init();
    Nd4j.getRandom().setSeed(7);
    graph.setParams(Nd4j.rand(DataType.DOUBLE, 1, graph.numParams()).subi(0.5));
    INDArray images = Nd4j.rand(DataType.DOUBLE, BATCH, PIXELS);
    images.getRow(0).assign(0);
    images.getRow(1).assign(1);
    graph.setInputs(images, Nd4j.randn(DataType.DOUBLE, BATCH, 3));
    graph.setLabels(images, Nd4j.zeros(DataType.DOUBLE, BATCH, 6));
    return graph;
  }

  @Test
  void klIsTheClosedForm() {
    INDArray posterior =
        Nd4j.createFromArray(new double[][] {{0, 0, 0, 0}, {1, -2, Math.log(4), -3}});
    INDArray kl = new GaussianKlLoss().computeScoreArray(null, posterior, null, null);
    assertThat(kl.getDouble(0)).isZero();
    double byHand = 0.5 * (1 + 4 - Math.log(4) - 1) + 0.5 * (4 + Math.exp(-3) + 3 - 1);
    assertThat(kl.getDouble(1)).isCloseTo(byHand, within(1e-12));
  }

  @Test
  void bernoulliLossIsTheClosedFormAndExactWhenSaturated() {
    INDArray logits =
        Nd4j.createFromArray(new double[][] {{Math.log(3), 1000, -1000, 1000, -1000}});
    INDArray pixels = Nd4j.createFromArray(new double[][] {{0.25, 1, 0, 0, 1}});
    INDArray loss = new BernoulliLogitsLoss().terms(pixels, logits);
    double byHand = -0.25 * Math.log(0.75) - 0.75 * Math.log(0.25);
    assertThat(loss.getDouble(0)).isCloseTo(byHand, within(1e-12));
    assertThat(loss.toDoubleVector()).endsWith(0, 0, 1000, 1000);
    assertThat(new BernoulliLogitsLoss().gradient(pixels, logits).toDoubleVector())
        .endsWith(0, 0, 1, -1);
  }

  @Test
  void configurationSurvivesJson() {
    ComputationGraphConfiguration configuration =
        VaeGraph.configuration(spec(Activation.RELU), PIXELS, ADAM, DataType.FLOAT);
    assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
        .isEqualTo(configuration);
  }
}
