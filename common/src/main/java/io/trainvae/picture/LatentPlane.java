package io.trainvae.picture;

import io.trainvae.config.RunConfig.Direction;
import io.trainvae.config.RunConfig.Spacing;
import io.trainvae.error.JobException;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * A plane of the latent space with evenly placed points, and what its picture needs to know.
 *
 * @param dimX latent dimension that runs from left to right, counted from 0
 * @param dimY latent dimension that runs from top to bottom or from bottom to top
 * @param x value of each column, from the left
 * @param y value of each row, from the top
 */
public record LatentPlane(int dimX, int dimY, double[] x, double[] y) {

  /**
   * A square of points.
   *
   * @param points along each side
   * @param range values run from -range to range; only for linear spacing
   */
  public static LatentPlane square(
      int dimX, int dimY, int points, double range, Spacing spacing, Direction direction) {
    double[] rising = values(points, range, spacing);
    double[] y = direction == Direction.DOWNWARDS ? rising : reversed(rising);
    return new LatentPlane(dimX, dimY, rising, y);
  }

  /**
   * Rising values; only 0 for one point.
   *
   * @param range they run from -range to range; only for linear spacing
   */
  public static double[] values(int points, double range, Spacing spacing) {
    if (points == 1) {
      return new double[] {0};
    }
    NormalDistribution normal = new NormalDistribution(null, 0, 1);
    return IntStream.range(0, points)
        .mapToDouble(i -> (double) i / (points - 1))
        .map(
            share ->
                spacing == Spacing.LINEAR
                    ? range * (2 * share - 1)
                    : normal.inverseCumulativeProbability(0.05 + 0.9 * share))
        .toArray();
  }

  /**
   * The latent vectors of all points, row by row from the top left; the other dimensions are 0, the
   * prior's mean.
   *
   * @param latent number of the model's latent dimensions
   * @return {@code [y.length x.length, latent]}
   * @throws JobException if the model has no such dimensions
   */
  public float[] latents(int latent) {
    check(latent);
    float[] latents = new float[y.length * x.length * latent];
    for (int point = 0; point < y.length * x.length; point++) {
      latents[point * latent + dimY] = (float) y[point / x.length];
      latents[point * latent + dimX] = (float) x[point % x.length];
    }
    return latents;
  }

  private static double[] reversed(double[] values) {
    return IntStream.range(0, values.length)
        .mapToDouble(i -> values[values.length - 1 - i])
        .toArray();
  }

  private void check(int latent) {
    if (Math.min(dimX, dimY) < 0 || Math.max(dimX, dimY) >= latent) {
      throw JobException.usage(
          "Cannot span a plane by latent dimensions %d and %d: the model has 0 to %d"
              .formatted(dimX, dimY, latent - 1));
    }
  }
}
