package io.trainvae.data.image;

/**
 * Bilinear resizing with half-pixel centres, as PyTorch's {@code interpolate(mode="bilinear",
 * align_corners=False)} without antialiasing: the centre of output pixel {@code i} lies at {@code
 * (i + 0.5) * from / to - 0.5} of the input, which is held at its edges. The result is rounded to
 * the nearest grey level.
 */
public final class BilinearResize {
  private final int fromHeight;
  private final int fromWidth;
  private final Axis rows;
  private final Axis columns;

  /** For every output position: two input positions and the weight of the second. */
  private record Axis(int[] low, int[] high, double[] weight) {

    static Axis of(int from, int to) {
      Axis axis = new Axis(new int[to], new int[to], new double[to]);
      double scale = (double) from / to;
      for (int i = 0; i < to; i++) {
        double position = Math.max((i + 0.5) * scale - 0.5, 0);
        axis.low[i] = Math.min((int) position, from - 1);
        axis.high[i] = Math.min(axis.low[i] + 1, from - 1);
        axis.weight[i] = position - axis.low[i];
      }
      return axis;
    }

    int length() {
      return low.length;
    }
  }

  /** Sizes in pixels, each at least 1. */
  public BilinearResize(int fromHeight, int fromWidth, int toHeight, int toWidth) {
    this.fromHeight = fromHeight;
    this.fromWidth = fromWidth;
    this.rows = Axis.of(fromHeight, toHeight);
    this.columns = Axis.of(fromWidth, toWidth);
  }

  /**
   * @param image {@code [fromHeight, fromWidth]} unsigned bytes, row by row
   * @return {@code [toHeight, toWidth]} unsigned bytes, row by row
   */
  public byte[] apply(byte[] image) {
    if (image.length != fromHeight * fromWidth) {
      throw new IllegalArgumentException(
          image.length + " bytes, expected " + fromHeight + "x" + fromWidth);
    }
    byte[] out = new byte[rows.length() * columns.length()];
    for (int y = 0, o = 0; y < rows.length(); y++) {
      int above = rows.low[y] * fromWidth;
      int below = rows.high[y] * fromWidth;
      for (int x = 0; x < columns.length(); x++, o++) {
        double top = between(image, above, x);
        double bottom = between(image, below, x);
        out[o] = (byte) (int) (top + (bottom - top) * rows.weight[y] + 0.5);
      }
    }
    return out;
  }

  private double between(byte[] image, int row, int x) {
    int left = image[row + columns.low[x]] & 0xff;
    int right = image[row + columns.high[x]] & 0xff;
    return left + (right - left) * columns.weight[x];
  }
}
