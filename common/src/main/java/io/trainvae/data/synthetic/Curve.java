package io.trainvae.data.synthetic;

/** A smooth curve through given points, as short straight pieces. */
final class Curve {
  /** Pieces between two points: at 28 pixels none is longer than about a pixel and a half. */
  private static final int PIECES = 6;

  private Curve() {}

  /**
   * The uniform Catmull-Rom spline (Catmull and Rom 1974): between points b and c its tangents are
   * (c - a) / 2 and (d - b) / 2. A point that is given twice stops the curve, which makes a corner.
   *
   * @param points at least two, {@code {x, y}}
   */
  static double[][] through(double[][] points) {
    int n = points.length;
    double[][] curve = new double[(n - 1) * PIECES + 1][];
    for (int i = 0; i < n - 1; i++) {
      double[] a = points[Math.max(i - 1, 0)];
      double[] d = points[Math.min(i + 2, n - 1)];
      for (int k = 0; k < PIECES; k++) {
        curve[i * PIECES + k] = at((double) k / PIECES, a, points[i], points[i + 1], d);
      }
    }
    curve[(n - 1) * PIECES] = points[n - 1].clone();
    return curve;
  }

  private static double[] at(double t, double[] a, double[] b, double[] c, double[] d) {
    double[] p = new double[2];
    for (int i = 0; i < 2; i++) {
      double linear = c[i] - a[i];
      double square = 2 * a[i] - 5 * b[i] + 4 * c[i] - d[i];
      double cube = 3 * (b[i] - c[i]) + d[i] - a[i];
      p[i] = b[i] + 0.5 * t * (linear + t * (square + t * cube));
    }
    return p;
  }
}
