package io.trainvae.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.model.Binarisation;
import io.trainvae.model.Likelihood;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import io.trainvae.network.LatentModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final int PIXELS = 5;
  private static final int[] LABELS = new int[2];
  private static final VaeSpec SPEC =
      VaeSpec.of(List.of(), 2, List.of(), WeightInit.GLOROT_UNIFORM);
  private static final float[] LOGITS = {2, -1, 0, 30, -30};

  /** Its decoder ignores the latent, so that the likelihood of an image has a closed form. */
  private static final LatentModel INDIFFERENT =
      new LatentModel() {
        @Override
        public int pixels() {
          return PIXELS;
        }

        @Override
        public int latent() {
          return 2;
        }

        @Override
        public int outputs() {
          return 1;
        }

        @Override
        public float[] encode(float[] images, int[] labels, int count) {
          return new float[count * 4];
        }

        @Override
        public float[] decode(float[] latents, int[] labels, int count) {
          float[] logits = new float[count * PIXELS];
          for (int i = 0; i < logits.length; i++) {
            logits[i] = LOGITS[i % PIXELS];
          }
          return logits;
        }
      };

  private static double exact(float[] image) {
    return IntStream.range(0, PIXELS)
        .mapToDouble(
            i -> {
              double p = 1 / (1 + Math.exp(-LOGITS[i]));
              return -image[i] * Math.log(p) - (1 - image[i]) * Math.log1p(-p);
            })
        .sum();
  }

  @Test
  void theBoundIsTheLikelihoodWhereThePosteriorIsExact() {
    float[] image = {1, 0, 0.5f, 1, 0};
    for (int samples : new int[] {1, 7, 50}) {
      ImageFigures figures =
          new Evaluator(INDIFFERENT, SPEC, 0, samples, 8)
              .figures(new long[] {3}, LABELS, image, new float[4], 1)[0];
      assertThat(figures.kl()).isZero();
      assertThat(figures.reconstruction()).isCloseTo(exact(image), within(1e-6));
      assertThat(figures.nll()).isCloseTo(exact(image), within(1e-6));
    }
  }

  /** With q = N(m, s^2) and p(x|z) constant, E[w] = 1: the bound tends to the likelihood. */
  @Test
  void manySamplesMendAWrongPosterior() {
    float[] image = {1, 0, 0.5f, 1, 0};
    float[] posterior = {0.8f, -0.5f, 0.3f, -0.2f};
    double elbo = elbo(image, posterior, 1);
    double bound = elbo(image, posterior, 20_000);
    assertThat(bound).isCloseTo(exact(image), within(0.03));
    double kl = 0.5 * (0.64 + Math.exp(0.3) - 0.3 - 1) + 0.5 * (0.25 + Math.exp(-0.2) + 0.2 - 1);
    ImageFigures figures =
        new Evaluator(INDIFFERENT, SPEC, 0, 0, 8)
            .figures(new long[] {0}, LABELS, image, posterior, 1)[0];
    assertThat(figures.kl()).isCloseTo(kl, within(1e-6));
    assertThat(figures.nll()).isNaN();
    assertThat(elbo).isNotCloseTo(bound, within(1e-3));
  }

  private static double elbo(float[] image, float[] posterior, int samples) {
    return new Evaluator(INDIFFERENT, SPEC, 1, samples, 64)
        .figures(new long[] {0}, LABELS, image, posterior, 1)[0].nll();
  }

  /**
   * A linear-Gaussian VAE: with a tiny w the sigmoid of w z is (1/2 + w z / 4) to the eighth
   * decimal, so that the pixels are normal with a covariance of (w w' / 16 + v I).
   */
  private record LinearModel(float[] w) implements LatentModel {
    @Override
    public int pixels() {
      return w.length;
    }

    @Override
    public int latent() {
      return 1;
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public float[] encode(float[] images, int[] labels, int count) {
      throw new UnsupportedOperationException("posteriors are given");
    }

    @Override
    public float[] decode(float[] latents, int[] labels, int count) {
      float[] decoded = new float[count * w.length];
      for (int i = 0; i < decoded.length; i++) {
        decoded[i] = w[i % w.length] * latents[i / w.length];
      }
      return decoded;
    }
  }

  @Test
  void theBoundOfALinearGaussianModelTendsToItsLikelihood() {
    double v = 1e-5;
    LinearModel model = new LinearModel(new float[] {0.01f, -0.02f, 0.015f});
    float[] x = {0.503f, 0.496f, 0.501f};
    double ww = 0;
    double wx = 0;
    double xx = 0;
    for (int i = 0; i < 3; i++) {
      double slope = model.w[i] / 4;
      double deviation = x[i] - 0.5;
      ww += slope * slope;
      wx += slope * deviation;
      xx += deviation * deviation;
    }
    // By the matrix determinant lemma and the formula of Sherman and Morrison.
    double exact =
        0.5 * (3 * Math.log(2 * Math.PI * v) + Math.log1p(ww / v) + (xx - wx * wx / (v + ww)) / v);
    float mean = (float) (wx / (v + ww));
    float logVar = (float) Math.log(v / (v + ww));

    // With the true posterior one sample is as good as any number of samples.
    for (int samples : new int[] {1, 50}) {
      assertThat(linearBound(model, v, x, mean, logVar, samples)).isCloseTo(exact, within(2e-3));
    }
    // With another posterior the bound is looser, and tighter with more samples.
    double one = linearBound(model, v, x, mean + 0.5f, logVar + 1, 1);
    double some = linearBound(model, v, x, mean + 0.5f, logVar + 1, 5);
    double many = linearBound(model, v, x, mean + 0.5f, logVar + 1, 5_000);
    assertThat(one).isGreaterThan(exact + 0.1);
    assertThat(some).isGreaterThan(exact + 0.01).isLessThan(one);
    assertThat(many).isCloseTo(exact, within(0.02));
  }

  /** The mean bound over many draws of the same image. */
  private static double linearBound(
      LinearModel model, double variance, float[] x, float mean, float logVar, int samples) {
    VaeSpec plain = VaeSpec.of(List.of(), 1, List.of(), WeightInit.GLOROT_UNIFORM);
    VaeSpec spec =
        new VaeSpec(
            plain.encoder(),
            1,
            plain.decoder(),
            3,
            Likelihood.GAUSSIAN,
            variance,
            Binarisation.NONE,
            0,
            WeightInit.GLOROT_UNIFORM);
    int draws = samples < 1000 ? 2_000 : 20;
    float[] images = new float[3 * draws];
    float[] posteriors = new float[2 * draws];
    for (int i = 0; i < draws; i++) {
      System.arraycopy(x, 0, images, 3 * i, 3);
      posteriors[2 * i] = mean;
      posteriors[2 * i + 1] = logVar;
    }
    ImageFigures[] figures =
        new Evaluator(model, spec, 5, samples, 64)
            .figures(
                LongStream.range(0, draws).toArray(), new int[draws], images, posteriors, draws);
    return Arrays.stream(figures).mapToDouble(ImageFigures::nll).average().orElseThrow();
  }

  @Test
  void anImagesFiguresDoNotDependOnItsNeighbours() {
    float[] two = {1, 0, 0.5f, 1, 0, 0, 1, 1, 0, 1};
    float[] posteriors = {0.8f, -0.5f, 0.3f, -0.2f, 0.1f, 0.2f, 0.3f, 0.4f};
    Evaluator evaluator = new Evaluator(INDIFFERENT, SPEC, 0, 5, 3);
    ImageFigures[] both = evaluator.figures(new long[] {8, 9}, LABELS, two, posteriors, 2);
    ImageFigures alone =
        evaluator
            .figures(
                new long[] {9},
                LABELS,
                Arrays.copyOfRange(two, PIXELS, 2 * PIXELS),
                Arrays.copyOfRange(posteriors, 4, 8),
                1)[0];
    assertThat(both[1]).isEqualTo(alone);
  }

  @Test
  void sumsOfPartsAreTheSumOfAll() {
    ImageFigures[] figures = {new ImageFigures(80, 25, 100), new ImageFigures(90, 27, 104)};
    float[] posterior = {1, 5, 0, 0, 3, 5, 0, 0};
    EvaluationSums all = new EvaluationSums(2);
    all.add(figures, posterior);
    EvaluationSums parts = new EvaluationSums(2);
    for (int i = 0; i < 2; i++) {
      EvaluationSums part = new EvaluationSums(2);
      part.add(new ImageFigures[] {figures[i]}, Arrays.copyOfRange(posterior, i * 4, i * 4 + 4));
      parts.add(part);
    }
    for (EvaluationSums sums : new EvaluationSums[] {all, parts}) {
      assertThat(sums.images()).isEqualTo(2);
      assertThat(sums.reconstruction()).isEqualTo(85);
      assertThat(sums.kl()).isEqualTo(26);
      assertThat(sums.nll()).isEqualTo(102);
      assertThat(sums.activities()).containsExactly(1, 0);
      assertThat(sums.activeUnits()).isEqualTo(1);
      assertThat(sums.klOfDimensions()).containsExactly(2.5, 12.5);
    }
  }

  @Test
  void logMeanExpDoesNotOverflow() {
    LogMeanExp mean = new LogMeanExp();
    mean.add(-1000);
    mean.add(-1000 + Math.log(3));
    assertThat(mean.value()).isCloseTo(-1000 + Math.log(2), within(1e-9));
  }
}
