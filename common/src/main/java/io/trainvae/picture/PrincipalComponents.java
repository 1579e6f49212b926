package io.trainvae.picture;

import io.trainvae.error.JobException;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.commons.math3.stat.correlation.Covariance;

/**
 * The plane in which points of more dimensions are spread most: Pearson 1901, by the eigenvectors
 * of the covariance.
 *
 * @param x coordinates along the first component, measured from the points' mean
 * @param y along the second one
 * @param shareX part of all variance that is along the first component, 0 to 1
 * @param shareY along the second one
 */
public record PrincipalComponents(float[] x, float[] y, double shareX, double shareY) {
  /** Keeps the eigenvectors a matter of a second. */
  private static final int MOST_DIMENSIONS = 256;

  /**
   * With more than 256 dimensions, the components are those of the 256 that vary most; the shares
   * are of the variance of all.
   *
   * @param points {@code [count, dims]}, at least 2
   * @param dims at least 2
   * @throws JobException if there are fewer points or dimensions, or if a number is not finite
   */
  public static PrincipalComponents of(float[] points, int dims) {
    check(points, dims);
    double[] variances =
        IntStream.range(0, dims).mapToDouble(dim -> variance(points, dims, dim)).toArray();
    int[] used =
        IntStream.range(0, dims)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer dim) -> -variances[dim]))
            .limit(MOST_DIMENSIONS)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    RealMatrix centred = centred(points, dims, used);
    // Singular values of a covariance are its eigenvalues. The library's symmetric eigensolver
    // stops after 30 steps, which is too few for some trained models.
    SingularValueDecomposition singular =
        new SingularValueDecomposition(new Covariance(centred, false).getCovarianceMatrix());
    RealMatrix directions = singular.getU();
    double[] values = singular.getSingularValues();
    double total = DoubleStream.of(variances).sum();
    return new PrincipalComponents(
        projected(centred, directions.getColumnVector(0)),
        projected(centred, directions.getColumnVector(1)),
        share(values[0], total),
        share(values[1], total));
  }

  private static RealMatrix centred(float[] points, int dims, int... used) {
    double[][] rows = new double[points.length / dims][used.length];
    for (int column = 0; column < used.length; column++) {
      double mean = mean(points, dims, used[column]);
      for (int row = 0; row < rows.length; row++) {
        rows[row][column] = points[row * dims + used[column]] - mean;
      }
    }
    return new Array2DRowRealMatrix(rows, false);
  }

  /** Along a direction, whose largest coordinate is taken to be positive: either sign would do. */
  private static float[] projected(RealMatrix centred, RealVector direction) {
    double sign = Math.signum(direction.getEntry(direction.map(Math::abs).getMaxIndex()));
    double[] along = centred.operate(direction.mapMultiply(sign)).toArray();
    float[] result = new float[along.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) along[i];
    }
    return result;
  }

  private static double share(double eigenvalue, double total) {
    return total > 0 ? Math.max(0, eigenvalue) / total : 0;
  }

  private static double mean(float[] points, int dims, int dim) {
    double sum = 0;
    for (int i = dim; i < points.length; i += dims) {
      sum += points[i];
    }
    return sum * dims / points.length;
  }

  private static double variance(float[] points, int dims, int dim) {
    double mean = mean(points, dims, dim);
    double sum = 0;
    for (int i = dim; i < points.length; i += dims) {
      sum += (points[i] - mean) * (points[i] - mean);
    }
    return sum * dims / points.length;
  }

  private static void check(float[] points, int dims) {
    if (dims < 2 || points.length % dims != 0 || points.length / dims < 2) {
      throw JobException.failed(
          "Cannot find principal components of %d numbers in %d dimensions: expected at least 2 points of at least 2"
              .formatted(points.length, dims));
    }
    for (int i = 0; i < points.length; i++) {
      if (!Float.isFinite(points[i])) {
        throw JobException.failed(
            "Cannot find principal components: dimension %d of point %d is %s, expected a finite number"
                .formatted(i % dims, i / dims, points[i]));
      }
    }
  }
}
