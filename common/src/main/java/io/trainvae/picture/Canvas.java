package io.trainvae.picture;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Images in memory: drawn on without a display, and turned into PNG bytes without temporary files.
 */
final class Canvas {
  static {
    // Only a default: an application with a display that has chosen otherwise keeps its choice.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  /** Pixels per unit of a chart in a finished report. */
  static final int DENSITY = 2;

  private Canvas() {}

  /**
   * A chart as PNG.
   *
   * @param density pixels for each unit of width and height
   */
  static byte[] chart(int width, int height, int density, Consumer<Graphics2D> drawing) {
    return png(
        draw(
            density * width,
            density * height,
            Palette.PAPER,
            g -> {
              g.scale(density, density);
              drawing.accept(g);
            }));
  }

  static BufferedImage draw(int width, int height, Color background, Consumer<Graphics2D> drawing) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.setColor(background);
      g.fillRect(0, 0, width, height);
      drawing.accept(g);
    } finally {
      g.dispose();
    }
    return image;
  }

  static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("this Java has no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
