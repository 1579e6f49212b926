package io.trainvae.benchmark.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class KlLossTest {
  private static final double STEP = 1e-5;

  private final KlLoss loss = new KlLoss();
  private final INDArray posterior =
      Nd4j.createFromArray(new double[][] {{0.3, -1.2, 0.5, -0.4}, {0, 2, 0, 1.5}});

  @Test
  void isTheClosedForm() {
    double expected = 0.5 * (0.09 + 1.44 + Math.exp(0.5) - 0.5 + Math.exp(-0.4) + 0.4 - 2);
    assertThat(loss.computeScoreArray(null, posterior, null, null).getDouble(0))
        .isCloseTo(expected, within(1e-9));
  }

  @Test
  void gradientAgreesWithDifferences() {
    INDArray gradient = loss.computeGradient(null, posterior, null, null);
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 4; column++) {
        double difference = (at(row, column, STEP) - at(row, column, -STEP)) / (2 * STEP);
        assertThat(gradient.getDouble(row, column)).isCloseTo(difference, within(1e-6));
      }
    }
  }

  private double at(int row, int column, double step) {
    INDArray moved = posterior.dup();
    moved.putScalar(row, column, moved.getDouble(row, column) + step);
    return loss.computeScore(null, moved, null, null, false);
  }
}
