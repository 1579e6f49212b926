package io.trainvae.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Against {@link StrictMath}. */
class VectorMathTest {
  private static final Percentage CLOSE = Percentage.withPercentage(1e-10);

  private static double[] range(double from, double to, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = from + (to - from) * i / (count - 1);
    }
    return values;
  }

  @Test
  void exp() {
    double[] x = range(-40, 40, 501);
    double[] y = new double[x.length];
    VectorMath.expOfNegativeMagnitude(x, y, x.length);
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i]).isCloseTo(StrictMath.exp(-Math.abs(x[i])), CLOSE);
    }
    VectorMath.exp(x, y, x.length);
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i]).isCloseTo(StrictMath.exp(x[i]), CLOSE);
    }
  }

  @Test
  void log1p() {
    double[] e = range(1e-12, 1, 501);
    double[] y = new double[e.length];
    VectorMath.log1p(e, y, e.length);
    for (int i = 0; i < e.length; i++) {
      assertThat(y[i]).isCloseTo(StrictMath.log1p(e[i]), CLOSE);
    }
  }

  @Test
  void sigmoidAndTanh() {
    double[] x = range(-40, 40, 501);
    double[] e = new double[x.length];
    double[] sigmoid = new double[x.length];
    double[] tanh = new double[x.length];
    VectorMath.expOfNegativeMagnitude(x, e, x.length);
    VectorMath.sigmoid(x, e, sigmoid, x.length);
    double[] twice = range(-80, 80, 501);
    VectorMath.expOfNegativeMagnitude(twice, e, x.length);
    VectorMath.tanh(x, e, tanh, x.length);
    for (int i = 0; i < x.length; i++) {
      assertThat(sigmoid[i]).isCloseTo(1 / (1 + StrictMath.exp(-x[i])), within(1e-13));
      assertThat(tanh[i]).isCloseTo(StrictMath.tanh(x[i]), within(1e-13));
    }
  }
}
