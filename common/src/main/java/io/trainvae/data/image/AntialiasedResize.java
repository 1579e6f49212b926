package io.trainvae.data.image;

/**
 * Resizing with the triangle filter, made wider where an image becomes smaller, so that each input
 * pixel counts: Pillow's {@code BILINEAR}, and PyTorch's {@code interpolate(mode="bilinear",
 * antialias=True)}. Takes an image row by row, and needs no more memory than the result.
 */
final class AntialiasedResize {
  private static final int CHANNELS = RgbImage.CHANNELS;

  private final Axis rows;
  private final Axis columns;

  /** A part of an axis of an image, in pixels, whose ends may lie within pixels. */
  record Stretch(double from, double length) {}

  /**
   * For each output position, the first input position with a weight, and the weights from there.
   */
  private record Axis(int[] first, double[][] weights) {

    static Axis of(int size, Stretch part, int to) {
      Axis axis = new Axis(new int[to], new double[to][]);
      double scale = part.length / to;
      double reach = Math.max(scale, 1);
      for (int i = 0; i < to; i++) {
        double centre = part.from + (i + 0.5) * scale;
        int first = Math.max(0, (int) Math.floor(centre - reach + 0.5));
        int end = Math.min(size, (int) Math.ceil(centre + reach - 0.5));
        axis.first[i] = first;
        axis.weights[i] = weights(first, Math.max(end, first + 1), centre, reach);
      }
      return axis;
    }

    private static double[] weights(int first, int end, double centre, double reach) {
      double[] weights = new double[end - first];
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        weights[i] = Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach);
        sum += weights[i];
      }
      for (int i = 0; i < weights.length; i++) {
        weights[i] = sum == 0 ? 1.0 / weights.length : weights[i] / sum;
      }
      return weights;
    }

    int length() {
      return first.length;
    }
  }

  /** Gives the rows of an image, {@code [width, 3]} unsigned bytes. */
  interface Rows {
    void read(int y, byte[] rgb);
  }

  private final int height;
  private final int width;

  AntialiasedResize(
      int height, int width, Stretch vertical, Stretch horizontal, int toHeight, int toWidth) {
    this.height = height;
    this.width = width;
    this.rows = Axis.of(height, vertical, toHeight);
    this.columns = Axis.of(width, horizontal, toWidth);
  }

  RgbImage apply(Rows image) {
    double[] sums = new double[rows.length() * columns.length() * CHANNELS];
    double[] resized = new double[columns.length() * CHANNELS];
    byte[] row = new byte[width * CHANNELS];
    int from = 0;
    for (int y = rows.first[0]; y < height; y++) {
      while (from < rows.length() && y >= rows.first[from] + rows.weights[from].length) {
        from++;
      }
      if (from == rows.length()) {
        break;
      }
      image.read(y, row);
      resize(row, resized);
      for (int o = from; o < rows.length() && rows.first[o] <= y; o++) {
        add(resized, rows.weights[o][y - rows.first[o]], sums, o * resized.length);
      }
    }
    return new RgbImage(rows.length(), columns.length(), rounded(sums));
  }

  private void resize(byte[] row, double[] resized) {
    for (int x = 0; x < columns.length(); x++) {
      double[] weights = columns.weights[x];
      for (int c = 0; c < CHANNELS; c++) {
        double sum = 0;
        for (int i = 0, at = columns.first[x] * CHANNELS + c; i < weights.length; i++) {
          sum += weights[i] * (row[at] & 0xff);
          at += CHANNELS;
        }
        resized[x * CHANNELS + c] = sum;
      }
    }
  }

  private static void add(double[] row, double weight, double[] sums, int start) {
    for (int i = 0; i < row.length; i++) {
      sums[start + i] += weight * row[i];
    }
  }

  private static byte[] rounded(double[] sums) {
    byte[] bytes = new byte[sums.length];
    for (int i = 0; i < bytes.length; i++) {
      // A result that should be exactly one half may be smaller by a last digit.
      bytes[i] = (byte) Math.min(255, (int) (sums[i] + 0.5 + 1e-9));
    }
    return bytes;
  }
}
