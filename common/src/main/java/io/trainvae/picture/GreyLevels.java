package io.trainvae.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.util.stream.IntStream;

/** The 256 greys: from pixels of a model to levels, and between the kinds of grey images. */
final class GreyLevels {
  private GreyLevels() {}

  /** A pixel in [0, 1] as a level of 0 to 255; values beyond are cut off. */
  static int ofPixel(float pixel) {
    return Math.round(255 * Math.min(1, Math.max(0, pixel)));
  }

  /** The mean of a Bernoulli pixel. */
  static float sigmoid(float logit) {
    return (float) (1 / (1 + Math.exp(-logit)));
  }

  /** Red, green and blue of each of the 256 greys. */
  static byte[] palette() {
    byte[] colours = new byte[3 * 256];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = (byte) (i / 3);
    }
    return colours;
  }

  /** Whether an image contains only grey levels. */
  static boolean areAll(BufferedImage image) {
    int[] rgb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    return IntStream.of(rgb).allMatch(pixel -> (pixel & 0xff) * 0x010101 == (pixel & 0xffffff));
  }

  /** The levels of an image of greys, row by row. */
  static byte[] of(BufferedImage image) {
    int[] rgb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    byte[] levels = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      levels[i] = (byte) rgb[i];
    }
    return levels;
  }

  /** The same picture with one byte for each pixel, for a third of the file. */
  static BufferedImage compact(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    IndexColorModel greys = new IndexColorModel(8, 256, palette(), 0, false);
    BufferedImage compact =
        new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, greys);
    compact.getRaster().setDataElements(0, 0, width, height, of(image));
    return compact;
  }
}
