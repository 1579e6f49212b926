package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.error.JobException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {

  @Test
  void fourPointsOnTurnedAxesHaveAClosedForm() {
    // +-5 along (0.6, 0.8, 0) and +-2 along (-0.8, 0.6, 0), around (10, -3, 7): variances 12.5 and
    // 2.
    float[] points = {
      13, 1, 7, //
      7, -7, 7, //
      8.4f, -1.8f, 7, //
      11.6f, -4.2f, 7
    };
    PrincipalComponents found = PrincipalComponents.of(points, 3);

    assertThat(found.shareX()).isCloseTo(12.5 / 14.5, within(1e-6));
    assertThat(found.shareY()).isCloseTo(2 / 14.5, within(1e-6));
    assertThat(found.x()).containsExactly(new float[] {5, -5, 0, 0}, within(1e-5f));
    assertThat(found.y()).containsExactly(new float[] {0, 0, -2, 2}, within(1e-5f));
  }

  @Test
  void uncorrelatedDimensionsAreTheirOwnComponents() {
    float[] points = {0, 3, 0, 0, -3, 0, 1, 0, 0, -1, 0, 0};
    PrincipalComponents found = PrincipalComponents.of(points, 3);

    assertThat(found.x()).containsExactly(new float[] {3, -3, 0, 0}, within(1e-6f));
    assertThat(found.y()).containsExactly(new float[] {0, 0, 1, -1}, within(1e-6f));
    assertThat(found.shareX()).isCloseTo(0.9, within(1e-9));
  }

  /**
   * Latents half of which are hardly used: the eigenvectors of this covariance did not converge.
   */
  @Test
  void findsComponentsOfLatentsThatAreHardlyUsed() {
    Random random = new Random(838);
    int count = 300;
    int dims = 64;
    double mix = random.nextDouble();
    float[] points = new float[count * dims];
    for (int dim = 0; dim < dims; dim++) {
      double scale = random.nextBoolean() ? 1 : Math.pow(10, -1 - 6 * random.nextDouble());
      for (int i = 0; i < count; i++) {
        double before = dim > 0 ? mix * points[i * dims + dim - 1] : 0;
        points[i * dims + dim] = (float) (scale * random.nextGaussian() + before);
      }
    }
    PrincipalComponents found = PrincipalComponents.of(points, dims);

    double dot = 0;
    for (int i = 0; i < count; i++) {
      dot += found.x()[i] * found.y()[i];
    }
    assertThat(dot / count).isCloseTo(0, within(1e-5));
    assertThat(found.shareX()).isBetween(found.shareY(), 1.0);
  }

  @Test
  void sharesAreOfTheVarianceOfAllOfVeryManyDimensions() {
    int dims = 1000;
    int count = 40;
    float[] points = new float[count * dims];
    Random random = new Random(3);
    for (int i = 0; i < count; i++) {
      for (int dim = 0; dim < dims; dim++) {
        points[i * dims + dim] = 0.1f * (float) random.nextGaussian();
      }
      points[i * dims + 900] += i % 2 == 0 ? 10 : -10;
    }
    PrincipalComponents found = PrincipalComponents.of(points, dims);

    // The variances are about 100 and 1000 / 100.
    assertThat(found.shareX()).isCloseTo(100 / 110.0, within(0.02));
    assertThat(found.shareY()).isLessThan(0.02);
    assertThat(found.x()[0]).isCloseTo(10, within(1f));
  }

  @Test
  void pointsAtOnePlaceHaveNoShares() {
    PrincipalComponents found = PrincipalComponents.of(new float[] {1, 2, 1, 2}, 2);

    assertThat(found.shareX()).isZero();
    assertThat(found.x()).containsExactly(0, 0);
  }

  @Test
  void refusesWhatHasNoPlane() {
    for (float[] points : new float[][] {{1, 2}, {1, 2, 3}, {}}) {
      assertThatThrownBy(() -> PrincipalComponents.of(points, 2))
          .isInstanceOf(JobException.class)
          .hasMessage(
              "Cannot find principal components of %d numbers in 2 dimensions: expected at least 2"
                      .formatted(points.length)
                  + " points of at least 2");
    }
    assertThatThrownBy(() -> PrincipalComponents.of(new float[] {1, 2, 3, Float.NaN}, 2))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot find principal components: dimension 1 of point 1 is NaN, expected a finite"
                + " number");
  }
}
