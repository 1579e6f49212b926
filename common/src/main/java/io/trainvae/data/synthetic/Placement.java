package io.trainvae.data.synthetic;

/** The position of a digit's points in the image: {@code pixel = scale * point + shift}. */
record Placement(double scale, double shiftX, double shiftY) {

  /**
   * Scales curves until the larger side of their box is {@code size} pixels, and moves their centre
   * of mass to the image's middle, as MNIST was made; a digit that would leave the image is pushed
   * back.
   */
  static Placement of(double[][][] curves, double size, double margin, int height, int width) {
    double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
    double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
    for (double[][] curve : curves) {
      for (double[] point : curve) {
        for (int i = 0; i < 2; i++) {
          low[i] = Math.min(low[i], point[i]);
          high[i] = Math.max(high[i], point[i]);
        }
      }
    }
    double scale = size / Math.max(high[0] - low[0], high[1] - low[1]);
    double[] mass = mass(curves);
    return new Placement(
        scale,
        shift(scale, mass[0], low[0] - margin / scale, high[0] + margin / scale, width),
        shift(scale, mass[1], low[1] - margin / scale, high[1] + margin / scale, height));
  }

  double[] place(double[] point) {
    return new double[] {scale * point[0] + shiftX, scale * point[1] + shiftY};
  }

  private static double shift(double scale, double mass, double low, double high, int size) {
    double centred = size / 2.0 - scale * mass;
    double most = size - scale * high;
    double least = -scale * low;
    return Math.max(Math.min(centred, most), least);
  }

  private static double[] mass(double[][][] curves) {
    double length = 0;
    double x = 0;
    double y = 0;
    for (double[][] curve : curves) {
      for (int i = 0; i < curve.length - 1; i++) {
        double dx = curve[i + 1][0] - curve[i][0];
        double dy = curve[i + 1][1] - curve[i][1];
        double piece = Math.sqrt(dx * dx + dy * dy);
        length += piece;
        x += piece * (curve[i][0] + curve[i + 1][0]) / 2;
        y += piece * (curve[i][1] + curve[i + 1][1]) / 2;
      }
    }
    return new double[] {x / length, y / length};
  }
}
