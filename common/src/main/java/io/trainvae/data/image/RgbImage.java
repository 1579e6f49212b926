package io.trainvae.data.image;

/**
 * A small image in memory.
 *
 * @param rgb {@code [height, width, 3]} unsigned bytes, row by row
 */
public record RgbImage(int height, int width, byte[] rgb) {
  /** Red, green and blue. */
  public static final int CHANNELS = 3;

  /** Weights of ITU-R BT.601, in thousandths, as Pillow's conversion to grey has them. */
  private static final int[] LUMA = {299, 587, 114};

  /** Whether every pixel is grey. */
  public boolean isGrey() {
    for (int i = 0; i < rgb.length; i += CHANNELS) {
      if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code [height, width, channels]} unsigned bytes.
   *
   * @param channels 3, or 1 for each pixel's luma
   */
  public byte[] withChannels(int channels) {
    if (channels == CHANNELS) {
      return rgb;
    }
    byte[] grey = new byte[height * width];
    for (int i = 0; i < grey.length; i++) {
      int luma = 500;
      for (int c = 0; c < CHANNELS; c++) {
        luma += LUMA[c] * (rgb[CHANNELS * i + c] & 0xff);
      }
      grey[i] = (byte) (luma / 1000);
    }
    return grey;
  }
}
