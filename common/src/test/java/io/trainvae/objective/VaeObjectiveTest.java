package io.trainvae.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Objective.Kl;
import io.trainvae.model.Likelihood;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Losses against the formulas of the papers, computed here from the definitions. */
class VaeObjectiveTest {
  private static final VaeSpec SPEC =
      VaeSpec.of(List.of(), 2, List.of(), WeightInit.GLOROT_UNIFORM);
  private static final float[] POSTERIOR = {1, -2, (float) Math.log(4), -3};
  private static final float[] X = {0, 1, 0.5f};

  private static double logNormal(double z, double mean, double variance) {
    return -0.5 * (Math.log(2 * Math.PI * variance) + (z - mean) * (z - mean) / variance);
  }

  private static double nll(float[] logits, int start) {
    double sum = 0;
    for (int i = 0; i < X.length; i++) {
      double p = 1 / (1 + Math.exp(-logits[start + i]));
      sum -= X[i] * Math.log(p) + (1 - X[i]) * Math.log(1 - p);
    }
    return sum;
  }

  @Test
  void closedFormDivergence() {
    VaeObjective objective = new VaeObjective(SPEC, 3, Objective.ELBO, 1);
    float[] z = new float[2];
    objective.draw(POSTERIOR, new float[] {0.5f, -1}, z, 1);
    assertThat(z[0]).isEqualTo(2, within(1e-6f));
    assertThat(z[1]).isEqualTo((float) (-2 - Math.exp(-1.5)), within(1e-6f));
    StepLoss loss = objective.loss(new float[3], X, new float[3], 1, 7);
    double byHand = 0.5 * (1 + 4 - Math.log(4) - 1) + 0.5 * (4 + Math.exp(-3) + 3 - 1);
    assertThat(loss.kl()).isCloseTo(byHand, within(1e-6));
    assertThat(loss.reconstruction()).isCloseTo(3 * Math.log(2), within(1e-6));
  }

  @Test
  void sampledDivergenceIsTheRatioOfTheDensities() {
    float[] noise = {0.5f, -1};
    VaeObjective objective = new VaeObjective(SPEC, 3, new Objective(Kl.SAMPLED, 1, 0, 1), 1);
    float[] z = new float[2];
    objective.draw(POSTERIOR, noise, z, 1);
    StepLoss loss = objective.loss(new float[3], X, new float[3], 1, 1);
    assertThat(loss.kl()).isCloseTo(-logRatio(z, 0), within(1e-5));
  }

  private static double logRatio(float[] z, int start) {
    return logNormal(z[start], 0, 1)
        + logNormal(z[start + 1], 0, 1)
        - logNormal(z[start], POSTERIOR[0], Math.exp(POSTERIOR[2]))
        - logNormal(z[start + 1], POSTERIOR[1], Math.exp(POSTERIOR[3]));
  }

  @Test
  void severalLatentsGiveTheImportanceWeightedBound() {
    int samples = 3;
    float[] noise = {0.5f, -1, 0.1f, 0.2f, -1.5f, 0};
    float[] logits = {1, -1, 0, 2, 0.5f, -2, 0, 0, 3};
    Objective settings = new Objective(Kl.SAMPLED, 1, 0, samples);
    VaeObjective objective = new VaeObjective(SPEC, 3, settings, 1);
    float[] z = new float[6];
    objective.draw(POSTERIOR, noise, z, 1);
    float[] gradient = new float[9];
    StepLoss loss = objective.loss(logits, X, gradient, 1, 1);
    double[] weights = new double[samples];
    double sum = 0;
    for (int k = 0; k < samples; k++) {
      weights[k] = Math.exp(logRatio(z, 2 * k) - nll(logits, 3 * k));
      sum += weights[k];
    }
    assertThat(loss.reconstruction() + loss.kl()).isCloseTo(-Math.log(sum / samples), within(1e-5));
    double reconstruction = 0;
    for (int k = 0; k < samples; k++) {
      reconstruction += weights[k] / sum * nll(logits, 3 * k);
    }
    assertThat(loss.reconstruction()).isCloseTo(reconstruction, within(1e-5));
    for (int i = 0; i < gradient.length; i++) {
      double sigmoid = 1 / (1 + Math.exp(-logits[i]));
      double expected = weights[i / 3] / sum * (sigmoid - X[i % 3]);
      assertThat((double) gradient[i]).isCloseTo(expected, within(1e-5));
    }
  }

  /** With two outputs for a pixel, each image's are where they belong. */
  @Test
  void theLossOfImagesIsThatOfEach() {
    VaeSpec spec = SPEC.with(Likelihood.GAUSSIAN_LEARNED);
    Objective sampled = new Objective(Kl.SAMPLED, 1, 0, 1);
    float[] posteriors = {1, -2, 0.5f, -3, 0, 0.3f, -1, 0.2f};
    float[] noise = {0.5f, -1, 0.1f, 0.2f};
    float[] x = {0, 1, 0.5f, 0.2f, 0.9f, 0.4f};
    float[] decoded = {1, -1, 0, 0.5f, 2, -2, 0.1f, -0.3f, 3, 1, -1, 0};
    VaeObjective both = new VaeObjective(spec, 3, sampled, 2);
    both.draw(posteriors, noise, new float[4], 2);
    float[] gradient = new float[12];
    StepLoss loss = both.loss(decoded, x, gradient, 2, 1);
    StepLoss sum = StepLoss.NONE;
    for (int image = 0; image < 2; image++) {
      VaeObjective one = new VaeObjective(spec, 3, sampled, 1);
      one.draw(part(posteriors, image), part(noise, image), new float[2], 1);
      float[] alone = new float[6];
      sum = sum.plus(one.loss(part(decoded, image), part(x, image), alone, 1, 1));
      assertThat(part(gradient, image)).containsExactly(alone);
    }
    assertThat(loss).isEqualTo(sum);
  }

  /** One half of the numbers. */
  private static float[] part(float[] of, int half) {
    return Arrays.copyOfRange(of, half * of.length / 2, (half + 1) * of.length / 2);
  }

  @Test
  void aLossIsFiniteWhereBothTermsAre() {
    assertThat(new StepLoss(1, 2).isFinite()).isTrue();
    assertThat(new StepLoss(Double.NaN, 2).isFinite()).isFalse();
    assertThat(new StepLoss(1, Double.POSITIVE_INFINITY).isFinite()).isFalse();
  }
}
