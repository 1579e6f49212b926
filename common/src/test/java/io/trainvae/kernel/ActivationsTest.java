package io.trainvae.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.model.Activation;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationsTest {
  private static DoubleUnaryOperator formula(Activation activation) {
    return switch (activation) {
      case IDENTITY -> x -> x;
      case RELU -> x -> Math.max(x, 0);
      case LEAKY_RELU -> x -> x > 0 ? x : 0.01 * x;
      case ELU -> x -> x > 0 ? x : Math.expm1(x);
      case GELU -> x -> 0.5 * x * Erf.erfc(-x / Math.sqrt(2));
      case SILU -> x -> x / (1 + Math.exp(-x));
      case SOFTPLUS -> x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
      case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
      case TANH -> Math::tanh;
    };
  }

  /** From -20 to 20, and far beyond. */
  private static float[] inputs() {
    float[] x = new float[4003];
    for (int i = 0; i < 4001; i++) {
      x[i] = (i - 2000) / 100f + 0.003f;
    }
    x[4001] = -1e4f;
    x[4002] = 1e4f;
    return x;
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void areTheirFormulas(Activation activation) {
    float[] x = inputs();
    float[] y = x.clone();
    Activations.of(activation, y.length).apply(y, y.length, false);
    DoubleUnaryOperator formula = formula(activation);
    for (int i = 0; i < x.length; i++) {
      double expected = formula.applyAsDouble(x[i]);
      assertThat((double) y[i])
          .as("%s(%s)", activation, x[i])
          .isCloseTo(expected, within(4e-7 * (1 + Math.abs(x[i]))));
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void slopesAreTheirDifferences(Activation activation) {
    float[] x = inputs();
    float[] y = x.clone();
    float[] delta = new float[x.length];
    Arrays.fill(delta, 2);
    Activations at = Activations.of(activation, y.length);
    at.apply(y, y.length, true);
    at.backward(y, delta, y.length);
    DoubleUnaryOperator formula = formula(activation);
    double step = 1e-4;
    for (int i = 0; i < x.length; i++) {
      double slope =
          (formula.applyAsDouble(x[i] + step) - formula.applyAsDouble(x[i] - step)) / (2 * step);
      assertThat((double) delta[i])
          .as("slope of %s at %s", activation, x[i])
          .isCloseTo(2 * slope, within(3e-6));
    }
  }
}
