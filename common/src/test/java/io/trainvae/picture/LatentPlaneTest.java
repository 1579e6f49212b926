package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.RunConfig.Direction;
import io.trainvae.config.RunConfig.Spacing;
import io.trainvae.error.JobException;
import org.junit.jupiter.api.Test;

class LatentPlaneTest {
  @Test
  void linearValuesRunFromEndToEnd() {
    assertThat(LatentPlane.values(5, 3, Spacing.LINEAR)).containsExactly(-3, -1.5, 0, 1.5, 3);
    assertThat(LatentPlane.values(1, 3, Spacing.LINEAR)).containsExactly(0);
  }

  /** Quantiles of the standard normal distribution as in every printed table. */
  @Test
  void quantilesAreThoseOfTheTables() {
    double[] values = LatentPlane.values(7, 3, Spacing.QUANTILE);

    assertThat(values[0]).isCloseTo(-1.644854, within(1e-6));
    assertThat(values[1]).isCloseTo(-0.841621, within(1e-6));
    assertThat(values[3]).isCloseTo(0, within(1e-9));
    assertThat(values[6]).isCloseTo(1.644854, within(1e-6));
  }

  @Test
  void yRunsInTheDirectionAskedFor() {
    assertThat(LatentPlane.square(0, 1, 3, 1, Spacing.LINEAR, Direction.DOWNWARDS).y())
        .containsExactly(-1, 0, 1);
    assertThat(LatentPlane.square(0, 1, 3, 1, Spacing.LINEAR, Direction.UPWARDS).y())
        .containsExactly(1, 0, -1);
  }

  @Test
  void latentsStandRowByRowAndOtherDimensionsAreZero() {
    LatentPlane plane = new LatentPlane(3, 1, new double[] {-1, 0, 1}, new double[] {5, 6});

    assertThat(plane.latents(4))
        .containsExactly(0, 5, 0, -1, 0, 5, 0, 0, 0, 5, 0, 1, 0, 6, 0, -1, 0, 6, 0, 0, 0, 6, 0, 1);
  }

  @Test
  void refusesDimensionsThatTheModelLacks() {
    LatentPlane plane = LatentPlane.square(0, 20, 3, 1, Spacing.LINEAR, Direction.UPWARDS);

    assertThatThrownBy(() -> plane.latents(20))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot span a plane by latent dimensions 0 and 20: the model has 0 to 19");
  }
}
