package io.trainvae.picture;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** A picture as anyone else would read it. */
record Decoded(BufferedImage image) {
  static Decoded png(byte[] bytes) {
    try {
      return new Decoded(ImageIO.read(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int width() {
    return image.getWidth();
  }

  int height() {
    return image.getHeight();
  }

  int rgb(int x, int y) {
    // Java takes grey files for linear light: getRGB would show levels that are not in the file.
    return image.getType() == BufferedImage.TYPE_BYTE_GRAY
        ? 0x010101 * image.getRaster().getSample(x, y, 0)
        : image.getRGB(x, y) & 0xffffff;
  }

  /** The grey level of a pixel; fails if it is no grey. */
  int grey(int x, int y) {
    int rgb = rgb(x, y);
    if (rgb != 0x010101 * (rgb & 0xff)) {
      throw new AssertionError("pixel %d, %d is #%06x, no grey".formatted(x, y, rgb));
    }
    return rgb & 0xff;
  }

  /** Number of pixels of a rectangle that have exactly this colour. */
  long count(Color colour, int left, int top, int right, int bottom) {
    return rows(colour, left, top, right, bottom).count();
  }

  long count(Color colour) {
    return count(colour, 0, 0, width(), height());
  }

  /** The mean row of the pixels of a colour within some columns. */
  double meanRow(Color colour, int left, int right) {
    return rows(colour, left, 0, right, height()).average().orElseThrow();
  }

  /** The row of each pixel that has the colour. */
  private IntStream rows(Color colour, int left, int top, int right, int bottom) {
    int width = right - left;
    int[] pixels = image.getRGB(left, top, width, bottom - top, null, 0, width);
    return IntStream.range(0, pixels.length)
        .filter(i -> pixels[i] == colour.getRGB())
        .map(i -> top + i / width);
  }
}
