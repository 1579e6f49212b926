package io.trainvae.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.model.Likelihood;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.special.Gamma;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelLossTest {
  private static final float[] LOGITS = {-30, -3, -0.09f, -0.01f, 0, 0.05f, 0.11f, 1, 5, 40};
  private static final float[] PIXELS = {0, 1, 0.25f, 0.5f, 1, 0.75f, 0, 0.1f, 0.9f, 1};

  private static PixelLoss loss(Likelihood likelihood) {
    return PixelLoss.of(
        VaeSpec.of(List.of(), 1, List.of(), WeightInit.GLOROT_UNIFORM).with(likelihood));
  }

  private static float[] outputs(Likelihood likelihood) {
    float[] outputs = new float[LOGITS.length * likelihood.outputs()];
    for (int i = 0; i < outputs.length; i++) {
      boolean first = i % likelihood.outputs() == 0;
      outputs[i] = first ? LOGITS[i / likelihood.outputs()] : 0.5f * i - 6;
    }
    return outputs;
  }

  @ParameterizedTest
  @EnumSource(Likelihood.class)
  void gradientsAreTheDifferences(Likelihood likelihood) {
    PixelLoss loss = loss(likelihood);
    float[] outputs = outputs(likelihood);
    float[] gradients = new float[outputs.length];
    loss.loss(outputs, 0, PIXELS, 0, gradients, PIXELS.length);
    boolean single = likelihood == Likelihood.BERNOULLI;
    float step = single ? 1f / 32 : 1f / 512;
    for (int i = 0; i < outputs.length; i++) {
      float kept = outputs[i];
      outputs[i] = kept + step;
      double width = outputs[i];
      double above = loss.loss(outputs, 0, PIXELS, 0, null, PIXELS.length);
      outputs[i] = kept - step;
      width -= outputs[i];
      double below = loss.loss(outputs, 0, PIXELS, 0, null, PIXELS.length);
      outputs[i] = kept;
      assertThat((double) gradients[i])
          .as("%s, output %d", likelihood, i)
          .isCloseTo((above - below) / width, within(2e-5 * (1 + Math.abs(gradients[i]))));
    }
  }

  /** A density's integral is 1: over [0, 1], or over all numbers. */
  @ParameterizedTest
  @CsvSource({
    "CONTINUOUS_BERNOULLI, 0, 1",
    "GAUSSIAN, -8, 8",
    "GAUSSIAN_LEARNED, -60, 60",
    "LINEAR_GAUSSIAN, -12, 12",
    "LINEAR_GAUSSIAN_LEARNED, -60, 60",
  })
  void densitiesIntegrateToOne(Likelihood likelihood, double from, double to) {
    PixelLoss loss = loss(likelihood);
    float[][] outputs = {{-4, 3}, {-0.2f, -2}, {0, 0}, {0.05f, 1}, {0.5f, -1}, {6, 2}};
    int steps = 20_000;
    for (float[] output : outputs) {
      double width = (to - from) / steps;
      double sum = 0;
      for (int i = 0; i < steps; i++) {
        float[] pixel = {(float) (from + (i + 0.5) * width)};
        sum += Math.exp(-loss.loss(output, 0, pixel, 0, null, 1)) * width;
      }
      assertThat(sum).as("%s at %s", likelihood, output[0]).isCloseTo(1, within(2e-4));
    }
  }

  /** Precisions with which the density has no poles, from wide to narrow. */
  @Test
  void theBetaDensityIntegratesToOneOverTheSqueezedLevels() {
    PixelLoss loss = loss(Likelihood.BETA);
    float[][] outputs = {{0, -1}, {0.5f, -3}, {-2, -4}, {3, -5}, {-5, -6}, {1, -20}};
    int steps = 20_000;
    for (float[] output : outputs) {
      double width = 256.0 / 255 / steps;
      double sum = 0;
      double mean = 0;
      for (int i = 0; i < steps; i++) {
        double x = -0.5 / 255 + (i + 0.5) * width;
        double density = Math.exp(-loss.loss(output, 0, new float[] {(float) x}, 0, null, 1));
        sum += density * width;
        mean += x * density * width;
      }
      assertThat(sum).as("%s", (Object) output).isCloseTo(1, within(1e-5));
      assertThat(mean)
          .as("mean of %s", (Object) output)
          .isCloseTo(sigmoid(output[0]), within(1e-5));
    }
  }

  /**
   * {@code torch.distributions.Beta} and its derivatives in double precision, PyTorch 1.13.1:
   * {@code -Beta(m p, (1 - m) p).log_prob(y) - log(255 / 256)}.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.5, 0.4561894700485574, 0.0, 0.692583866318936",
    "-2, -3, 0, 1.956331406811105, 8.34965955505369, -6.932479003544689",
    "3, -7, 1, 51.987805357323424, -76.6432858407856, -27.85292019494113",
    "0.5, 2, 0.25, 1.9050068315586788, 0.2790872860826053, 0.8810765065651097",
    "-4, -5, 0.125, 8.12228682697267, -4.932020307361372, -8.097779601931906",
    "1.5, -20, 0.75, 9.64705383559752, 59.48570969623316, -2.5557695433709855e-05",
    "-30, -9, 0, -5.545535923787125, -2.603624350978907e-11, 0.060038878208805414",
  })
  void theBetaLossIsThatOfPyTorch(
      float first, float second, float x, double loss, double slope, double secondSlope) {
    float[] gradients = new float[2];
    double met =
        loss(Likelihood.BETA)
            .loss(new float[] {first, second}, 0, new float[] {x}, 0, gradients, 1);
    assertThat(met).isCloseTo(loss, within(1e-11));
    assertThat((double) gradients[0]).isCloseTo(slope, within(1e-12 + 1e-7 * Math.abs(slope)));
    assertThat((double) gradients[1])
        .isCloseTo(secondSlope, within(1e-12 + 1e-7 * Math.abs(secondSlope)));
  }

  /** Wide and narrow, in the middle, at the edge, and far from most levels. */
  @Test
  void theProbabilitiesOfAllLevelsSumToOne() {
    PixelLoss loss = loss(Likelihood.DISCRETISED_LOGISTIC);
    float[][] outputs = {{0, 0}, {0, -3}, {-4, -2}, {3, -5}, {0.3f, -40}, {40, -4}, {-30, 5}};
    for (float[] output : outputs) {
      double sum = 0;
      for (int level = 0; level < 256; level++) {
        sum += Math.exp(-loss.loss(output, 0, new float[] {level / 255f}, 0, null, 1));
      }
      assertThat(sum).as("mean %s, scale %s", output[0], output[1]).isCloseTo(1, within(1e-11));
    }
  }

  /** Where both sigmoids are 1, or 0, in double precision. */
  @Test
  void levelsFarFromTheMeanHaveTheirTail() {
    float[] output = {0, -40};
    double met =
        loss(Likelihood.DISCRETISED_LOGISTIC).loss(output, 0, new float[] {254 / 255f}, 0, null, 1);
    double lower = ((253.5) / 255 - 0.5) / 0.0005;
    assertThat(met).isCloseTo(lower - Math.log1p(-Math.exp(-1 / 0.1275)), within(1e-8));
  }

  @Test
  void bernoulliIsTheClosedFormAndExactWhenSaturated() {
    float[] logits = {200, -200, 200, -200, (float) Math.log(3)};
    float[] pixels = {1, 0, 0, 1, 0.25f};
    float[] gradients = new float[5];
    double loss = loss(Likelihood.BERNOULLI).loss(logits, 0, pixels, 0, gradients, 5);
    double last = -0.25 * Math.log(0.75) - 0.75 * Math.log(0.25);
    assertThat(loss).isCloseTo(400 + last, within(1e-6));
    assertThat(gradients).containsExactly(new float[] {0, 0, 1, -1, 0.5f}, within(1e-6f));
  }

  @Test
  void squaredErrorIsTheDistanceOfTheShownPixels() {
    double loss =
        loss(Likelihood.SQUARED_ERROR).loss(new float[] {0, 100}, 0, new float[2], 0, null, 2);
    assertThat(loss).isCloseTo(0.25 + 1, within(1e-12));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** The loss of one pixel, by the formula of the density. */
  private static double formula(Likelihood likelihood, double output, double second, double x) {
    double mean = sigmoid(output);
    double bernoulli = -x * Math.log(mean) - (1 - x) * Math.log(sigmoid(-output));
    return switch (likelihood) {
      case BERNOULLI -> bernoulli;
      case CONTINUOUS_BERNOULLI -> bernoulli - logConstant(output);
      case BETA -> beta(x, mean, 1 / (0.001 + Math.exp(second)));
      case DISCRETISED_LOGISTIC -> level(x, mean, 0.0005 + Math.exp(second));
      case SQUARED_ERROR -> (x - mean) * (x - mean);
      case GAUSSIAN -> normal(x, mean, 0.1);
      case GAUSSIAN_LEARNED -> normal(x, mean, 0.001 + Math.exp(second));
      case LINEAR_GAUSSIAN -> normal(x, output, 0.1);
      case LINEAR_GAUSSIAN_LEARNED -> normal(x, output, 0.001 + Math.exp(second));
    };
  }

  private static double beta(double x, double mean, double precision) {
    double y = (255 * x + 0.5) / 256;
    double alpha = (255 * mean + 0.5) / 256 * precision;
    double beta = precision - alpha;
    double logBeta = Gamma.logGamma(alpha) + Gamma.logGamma(beta) - Gamma.logGamma(precision);
    return logBeta
        - (alpha - 1) * Math.log(y)
        - (beta - 1) * Math.log(1 - y)
        - Math.log(255.0 / 256);
  }

  private static double level(double x, double mean, double scale) {
    double level = Math.rint(x * 255);
    double below = level == 0 ? 0 : sigmoid(((level - 0.5) / 255 - mean) / scale);
    double above = level == 255 ? 1 : sigmoid(((level + 0.5) / 255 - mean) / scale);
    return -Math.log(above - below);
  }

  private static double normal(double x, double mean, double variance) {
    return 0.5 * ((x - mean) * (x - mean) / variance + Math.log(2 * Math.PI * variance));
  }

  /** Loaiza-Ganem and Cunningham 2019, with the logit for the parameter. */
  private static double logConstant(double output) {
    return output == 0 ? Math.log(2) : Math.log(output / Math.tanh(output / 2));
  }

  @ParameterizedTest
  @EnumSource(Likelihood.class)
  void lossesAreTheirFormulas(Likelihood likelihood) {
    PixelLoss loss = loss(likelihood);
    double tolerance = likelihood == Likelihood.BERNOULLI ? 6e-7 : 2e-12;
    for (float output : new float[] {-3, -1.5f, -0.099f, -0.05f, 0.03f, 0.099f, 0.101f, 2, 6}) {
      for (float x : new float[] {0, 0.3f, 1}) {
        float second = output / 3 - 1;
        double met = loss.loss(new float[] {output, second}, 0, new float[] {x}, 0, null, 1);
        assertThat(met)
            .as("%s of %s at %s", likelihood, x, output)
            .isCloseTo(formula(likelihood, output, second, x), within(tolerance));
      }
    }
  }

  /** Largest and mean errors, against double precision, of single precision's polynomials. */
  @Test
  void theBernoulliLossHasTheErrorsThatItStates() {
    PixelLoss loss = loss(Likelihood.BERNOULLI);
    int logits = 80_000;
    double lossError = 0;
    double meanError = 0;
    double gradientError = 0;
    for (int i = 0; i <= logits; i++) {
      float[] logit = {(i - logits / 2) * 1e-3f};
      float[] gradient = new float[1];
      double error =
          loss.loss(logit, 0, new float[1], 0, gradient, 1)
              - Math.max(logit[0], 0)
              - Math.log1p(Math.exp(-Math.abs(logit[0])));
      // The sum with a large logit rounds to a float.
      double rounding = Math.ulp(Math.max(logit[0], 1f)) / 2;
      lossError = Math.max(lossError, Math.abs(error) - rounding);
      meanError += error / logits;
      gradientError = Math.max(gradientError, Math.abs(gradient[0] - sigmoid(logit[0])));
    }
    assertThat(lossError).isLessThan(6e-7);
    assertThat(gradientError).isLessThan(4e-7);
    assertThat(Math.abs(meanError)).isLessThan(1e-8);
  }

  /** Where the rest of the derivative is almost zero, the series' last term is visible. */
  @ParameterizedTest
  @ValueSource(floats = {-0.099f, -0.08f, 0.06f, 0.0999f})
  void theSeriesOfTheContinuousBernoulliIsExact(float output) {
    double slope = 1 / (double) output - 1 / Math.sinh(output);
    float x = (float) (sigmoid(output) - slope);
    float[] gradient = new float[1];
    loss(Likelihood.CONTINUOUS_BERNOULLI)
        .loss(new float[] {output}, 0, new float[] {x}, 0, gradient, 1);
    assertThat((double) gradient[0]).isCloseTo(sigmoid(output) - x - slope, within(1e-10));
  }

  /** With more pixels than a block has, and not from index 0. */
  @ParameterizedTest
  @EnumSource(Likelihood.class)
  void aLossIsTheSumOfItsPixels(Likelihood likelihood) {
    PixelLoss loss = loss(likelihood);
    int count = 1_300;
    int outputs = likelihood.outputs();
    SplittableRandom random = new SplittableRandom(4);
    float[] decoded = new float[5 + count * outputs];
    float[] pixels = new float[3 + count];
    for (int i = 0; i < decoded.length; i++) {
      decoded[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    float[] gradients = new float[decoded.length];
    double all = loss.loss(decoded, 5, pixels, 3, gradients, count);
    double sum = 0;
    float[] alone = new float[decoded.length];
    for (int i = 0; i < count; i++) {
      sum += loss.loss(decoded, 5 + i * outputs, pixels, 3 + i, alone, 1);
    }
    assertThat(all).isCloseTo(sum, within(1e-9 * count));
    assertThat(gradients).containsExactly(alone);
  }
}
