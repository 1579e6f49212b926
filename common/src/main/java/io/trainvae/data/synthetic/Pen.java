package io.trainvae.data.synthetic;

/**
 * Draws strokes: a pixel's ink follows its distance to the nearest stroke, falling softly over the
 * pen's edge, which is all the antialiasing that is needed.
 */
final class Pen {
  private final int height;
  private final int width;
  private final double softness;
  private final double[] ink;

  /**
   * @param softness width of the pen's edge in pixels
   */
  Pen(int height, int width, double softness) {
    this.height = height;
    this.width = width;
    this.softness = softness;
    this.ink = new double[height * width];
  }

  /**
   * Draws a straight piece with round ends. The middle of the pixel in row r and column c is (c +
   * 0.5, r + 0.5).
   *
   * @param radius half the pen's width, in pixels
   */
  void line(double[] from, double[] to, double radius) {
    double reach = radius + softness / 2;
    int top = clamp(Math.min(from[1], to[1]) - reach - 0.5, height);
    int bottom = clamp(Math.max(from[1], to[1]) + reach + 0.5, height);
    int left = clamp(Math.min(from[0], to[0]) - reach - 0.5, width);
    int right = clamp(Math.max(from[0], to[0]) + reach + 0.5, width);
    for (int r = top; r < bottom; r++) {
      for (int c = left; c < right; c++) {
        double distance = distance(c + 0.5, r + 0.5, from, to);
        int pixel = r * width + c;
        ink[pixel] = Math.max(ink[pixel], smooth((reach - distance) / softness));
      }
    }
  }

  /**
   * @return {@code [height, width]} unsigned bytes, row by row; 0 is paper, 255 full ink
   */
  byte[] image() {
    byte[] image = new byte[ink.length];
    for (int i = 0; i < ink.length; i++) {
      image[i] = (byte) (int) (255 * ink[i] + 0.5);
    }
    return image;
  }

  private static int clamp(double position, int size) {
    return (int) Math.max(0, Math.min(size, Math.ceil(position)));
  }

  private static double distance(double x, double y, double[] a, double[] b) {
    double dx = b[0] - a[0];
    double dy = b[1] - a[1];
    double square = dx * dx + dy * dy;
    double along = square == 0 ? 0 : ((x - a[0]) * dx + (y - a[1]) * dy) / square;
    double t = Math.max(0, Math.min(1, along));
    double px = x - a[0] - t * dx;
    double py = y - a[1] - t * dy;
    return Math.sqrt(px * px + py * py);
  }

  /** 0 below 0, 1 above 1, with level ends. */
  private static double smooth(double t) {
    double u = Math.max(0, Math.min(1, t));
    return u * u * (3 - 2 * u);
  }
}
