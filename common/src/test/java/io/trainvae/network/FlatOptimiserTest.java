package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.config.RunConfig.Optimiser.EpsilonRule;
import io.trainvae.config.RunConfig.Optimiser.Type;
import io.trainvae.kernel.FlatParameters;
import io.trainvae.kernel.Gradients;
import io.trainvae.kernel.Scratch;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;

/** Steps against their formulas in double precision, against closed forms, and against DL4J's. */
class FlatOptimiserTest {
  /** More than a block of the loop, and no multiple of one. */
  private static final int SIZE = 5_000;

  private static final int IMAGES = 4;
  private static final double RATE = 1e-2;
  private static final int STEPS = 60;
  private static final float[][] GRADIENTS = gradients();

  private static Optimiser optimiser(Type type, double epsilon, EpsilonRule rule, double decay) {
    return new Optimiser(type, RATE, 0.9, 0.999, epsilon, rule, decay);
  }

  /**
   * From 1 to 1e-6, so that an epsilon of 1e-4 is small compared with some gradients and large
   * compared with others.
   */
  private static float[][] gradients() {
    float[][] gradients = new float[STEPS + 1][SIZE];
    for (int step = 1; step <= STEPS; step++) {
      SplittableRandom random = new SplittableRandom(step);
      for (int i = 0; i < SIZE; i++) {
        gradients[step][i] = (float) (Math.pow(10, -6.0 * i / SIZE) * random.nextGaussian());
      }
    }
    return gradients;
  }

  private static VaeState start() {
    VaeState state = new VaeState(SIZE);
    RandomStreams.fillNormal(new SplittableRandom(0), state.parameters(), SIZE);
    return state;
  }

  /** Sums of the gradients of this many images, as layers leave them. */
  private static float[] summed(float[] gradient) {
    float[] sums = new float[gradient.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = gradient[i] * IMAGES;
    }
    return sums;
  }

  private static VaeState stepped(Optimiser optimiser, int steps, float[] constant) {
    VaeState state = start();
    FlatOptimiser flat = new FlatOptimiser(optimiser);
    Moments moments = new Moments(0, SIZE);
    try (FlatParameters parameters = new FlatParameters(SIZE)) {
      parameters.put(0, state.parameters(), 0, SIZE);
      for (int step = 1; step <= steps; step++) {
        Gradients.put(parameters, summed(constant == null ? GRADIENTS[step] : constant));
        flat.beginStep(step, IMAGES, RATE);
        flat.update(moments, parameters, new Scratch());
      }
      parameters.get(0, state.parameters(), 0, SIZE);
    }
    return state;
  }

  /**
   * Algorithm 1 of Kingma and Ba 2015, and the two lines at the end of its section 2, as written.
   */
  private static double[] adam(double epsilon, EpsilonRule rule, double decay) {
    float[] from = start().parameters();
    double[] theta = new double[SIZE];
    double[] m = new double[SIZE];
    double[] v = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      theta[i] = from[i];
    }
    for (int t = 1; t <= STEPS; t++) {
      float[] g = GRADIENTS[t];
      double first = 1 - Math.pow(0.9, t);
      double second = 1 - Math.pow(0.999, t);
      for (int i = 0; i < SIZE; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        double step =
            rule == EpsilonRule.BIAS_CORRECTED
                ? RATE * (m[i] / first) / (Math.sqrt(v[i] / second) + epsilon)
                : RATE * (Math.sqrt(second) / first) * m[i] / (Math.sqrt(v[i]) + epsilon);
        theta[i] = theta[i] - RATE * decay * theta[i] - step;
      }
    }
    return theta;
  }

  private static double largestDifference(float[] mine, double[] theirs) {
    double largest = 0;
    for (int i = 0; i < mine.length; i++) {
      largest = Math.max(largest, Math.abs(mine[i] - theirs[i]));
    }
    return largest;
  }

  @ParameterizedTest
  @CsvSource({
    "BIAS_CORRECTED, 1e-4, 0", "BIAS_CORRECTED, 1e-8, 0.05",
    "EPSILON_HAT, 1e-4, 0", "EPSILON_HAT, 1e-8, 0.05",
  })
  void adamIsItsFormula(EpsilonRule rule, double epsilon, double decay) {
    VaeState state = stepped(optimiser(Type.ADAM, epsilon, rule, decay), STEPS, null);
    assertThat(largestDifference(state.parameters(), adam(epsilon, rule, decay))).isLessThan(2e-5);
  }

  @Test
  void theTwoRulesDifferWhereEpsilonWeighs() {
    double[] corrected = adam(1e-4, EpsilonRule.BIAS_CORRECTED, 0);
    VaeState hat = stepped(optimiser(Type.ADAM, 1e-4, EpsilonRule.EPSILON_HAT, 0), STEPS, null);
    assertThat(largestDifference(hat.parameters(), corrected)).isGreaterThan(0.1);
  }

  /** With a constant gradient both means equal it, after the correction of their bias. */
  @Test
  void withAConstantGradientEveryStepIsTheSame() {
    float[] constant = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      constant[i] = (i % 2 == 0 ? 1 : -1) * 1e-4f * (1 + i % 7);
    }
    double epsilon = 1e-4;
    VaeState state =
        stepped(optimiser(Type.ADAM, epsilon, EpsilonRule.BIAS_CORRECTED, 0), STEPS, constant);
    float[] from = start().parameters();
    for (int i = 0; i < SIZE; i++) {
      double expected = from[i] - STEPS * RATE * constant[i] / (Math.abs(constant[i]) + epsilon);
      assertThat((double) state.parameters()[i]).isCloseTo(expected, within(2e-5));
    }
  }

  @Test
  void epsilonHatIsDl4jsAdam() {
    VaeState state = stepped(optimiser(Type.ADAM, 1e-4, EpsilonRule.EPSILON_HAT, 0), STEPS, null);
    INDArray moments = Nd4j.zeros(1, 2 * SIZE);
    AdamUpdater theirs = new AdamUpdater(new Adam(RATE, 0.9, 0.999, 1e-4));
    theirs.setStateViewArray(moments, new long[] {1, SIZE}, 'c', true);
    INDArray parameters = Nd4j.createFromArray(start().parameters()).reshape(1, SIZE);
    for (int step = 1; step <= STEPS; step++) {
      INDArray update = Nd4j.createFromArray(GRADIENTS[step]).reshape(1, SIZE);
      theirs.applyUpdater(update, step - 1, 0);
      parameters.subi(update);
    }
    assertThat(state.parameters()).containsExactly(parameters.toFloatVector(), within(2e-5f));
  }

  /** RMSprop has one form only. */
  @ParameterizedTest
  @EnumSource(EpsilonRule.class)
  void rmsPropIsItsFormula(EpsilonRule rule) {
    VaeState state = stepped(optimiser(Type.RMSPROP, 1e-4, rule, 0), STEPS, null);
    float[] from = start().parameters();
    for (int i = 0; i < SIZE; i += 7) {
      double theta = from[i];
      double v = 0;
      for (int t = 1; t <= STEPS; t++) {
        double g = GRADIENTS[t][i];
        v = 0.999 * v + 0.001 * g * g;
        theta -= RATE * g / (Math.sqrt(v) + 1e-4);
      }
      assertThat((double) state.parameters()[i]).isCloseTo(theta, within(5e-5));
    }
  }

  @Test
  void sgdIsItsFormula() {
    VaeState state = stepped(optimiser(Type.SGD, 1e-8, EpsilonRule.EPSILON_HAT, 0.1), 20, null);
    float[] from = start().parameters();
    for (int i = 0; i < SIZE; i += 7) {
      double theta = from[i];
      double velocity = 0;
      for (int t = 1; t <= 20; t++) {
        velocity = 0.9 * velocity + GRADIENTS[t][i];
        theta = theta - RATE * 0.1 * theta - RATE * velocity;
      }
      assertThat((double) state.parameters()[i]).isCloseTo(theta, within(2e-5));
    }
  }
}
