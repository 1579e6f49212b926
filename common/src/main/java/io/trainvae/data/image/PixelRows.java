package io.trainvae.data.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;

/**
 * The rows of a decoded image in red, green and blue, over white where it is transparent. Grey
 * levels are taken as they are stored: Java takes them for linear light and would make them
 * brighter.
 */
final class PixelRows implements AntialiasedResize.Rows {
  private static final int WHITE = 255;

  private final BufferedImage image;
  private final boolean grey;
  private final int[] pixels;

  PixelRows(BufferedImage image) {
    ColorModel model = image.getColorModel();
    this.image = image;
    this.grey =
        !(model instanceof IndexColorModel)
            && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    this.pixels = new int[image.getWidth() * image.getRaster().getNumBands()];
  }

  @Override
  public void read(int y, byte[] rgb) {
    if (grey) {
      readGrey(y, rgb);
    } else {
      readColour(y, rgb);
    }
  }

  private void readGrey(int y, byte[] rgb) {
    int bands = image.getRaster().getNumBands();
    int most = (1 << image.getSampleModel().getSampleSize(0)) - 1;
    image.getRaster().getPixels(0, y, image.getWidth(), 1, pixels);
    for (int x = 0; x < image.getWidth(); x++) {
      int level = level(pixels[x * bands], most);
      int alpha = bands > 1 ? level(pixels[x * bands + 1], most) : WHITE;
      byte seen = overWhite(level, alpha);
      rgb[3 * x] = seen;
      rgb[3 * x + 1] = seen;
      rgb[3 * x + 2] = seen;
    }
  }

  /** The nearest level from 0 to 255. */
  private static int level(int sample, int most) {
    return (int) ((sample * 255L + most / 2) / most);
  }

  private void readColour(int y, byte[] rgb) {
    int width = image.getWidth();
    int[] argb = image.getRGB(0, y, width, 1, null, 0, width);
    for (int x = 0; x < width; x++) {
      int alpha = argb[x] >>> 24;
      rgb[3 * x] = overWhite(argb[x] >>> 16 & 0xff, alpha);
      rgb[3 * x + 1] = overWhite(argb[x] >>> 8 & 0xff, alpha);
      rgb[3 * x + 2] = overWhite(argb[x] & 0xff, alpha);
    }
  }

  private static byte overWhite(int level, int alpha) {
    return (byte) ((level * alpha + WHITE * (WHITE - alpha) + WHITE / 2) / WHITE);
  }
}
