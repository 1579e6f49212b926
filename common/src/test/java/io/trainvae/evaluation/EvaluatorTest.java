package io.trainvae.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.network.LatentModel;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
  private static final int PIXELS = 5;
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
        public float[] encode(float[] images, int count) {
          return new float[count * 4];
        }

        @Override
        public float[] decode(float[] latents, int count) {
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
          new Evaluator(INDIFFERENT, 0, samples, 8)
              .figures(new int[] {3}, image, new float[4], 1)[0];
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
        new Evaluator(INDIFFERENT, 0, 0, 8).figures(new int[] {0}, image, posterior, 1)[0];
    assertThat(figures.kl()).isCloseTo(kl, within(1e-6));
    assertThat(figures.nll()).isNaN();
    assertThat(elbo).isNotCloseTo(bound, within(1e-3));
  }

  private static double elbo(float[] image, float[] posterior, int samples) {
    return new Evaluator(INDIFFERENT, 1, samples, 64)
        .figures(new int[] {0}, image, posterior, 1)[0].nll();
  }

  @Test
  void anImagesFiguresDoNotDependOnItsNeighbours() {
    float[] two = {1, 0, 0.5f, 1, 0, 0, 1, 1, 0, 1};
    float[] posteriors = {0.8f, -0.5f, 0.3f, -0.2f, 0.1f, 0.2f, 0.3f, 0.4f};
    Evaluator evaluator = new Evaluator(INDIFFERENT, 0, 5, 3);
    ImageFigures[] both = evaluator.figures(new int[] {8, 9}, two, posteriors, 2);
    ImageFigures alone =
        evaluator
            .figures(
                new int[] {9},
                java.util.Arrays.copyOfRange(two, PIXELS, 2 * PIXELS),
                java.util.Arrays.copyOfRange(posteriors, 4, 8),
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
      part.add(
          new ImageFigures[] {figures[i]},
          java.util.Arrays.copyOfRange(posterior, i * 4, i * 4 + 4));
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
