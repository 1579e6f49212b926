package io.trainvae.picture;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/**
 * Words in pictures, as filled outlines in the colour that is set. Sizes and places are in the
 * picture's units.
 */
final class Lettering {
  /** The position of the given point within the text. */
  enum Align {
    LEFT(0),
    CENTRE(0.5),
    RIGHT(1);

    private final double share;

    Align(double share) {
      this.share = share;
    }
  }

  /** Height of a capital letter or digit in font sizes. */
  static final double CAP_HEIGHT = 0.711;

  private Lettering() {}

  static double width(String text, double size) {
    int units = text.codePoints().map(c -> Glyphs.of(c).advance()).sum();
    return units * size / Glyphs.UNITS_PER_EM;
  }

  /** Draws on a base line. */
  static void draw(Graphics2D g, String text, double x, double baseline, double size, Align align) {
    g.fill(outline(text, x - align.share * width(text, size), baseline, size));
  }

  /** Draws with digits and capital letters centred on {@code y}. */
  static void drawBeside(Graphics2D g, String text, double x, double y, double size, Align align) {
    draw(g, text, x, y + size * CAP_HEIGHT / 2, size, align);
  }

  /** Draws centred on {@code (x, y)}, turned to be read from bottom to top. */
  static void drawUpwards(Graphics2D g, String text, double x, double y, double size) {
    AffineTransform before = g.getTransform();
    g.rotate(-Math.PI / 2, x, y);
    drawBeside(g, text, x, y, size, Align.CENTRE);
    g.setTransform(before);
  }

  /** A chart's title and, smaller and quieter, a remark after it. */
  static void drawTitle(Graphics2D g, String title, String remark, double x, double baseline) {
    double size = 17;
    g.setColor(Palette.STRONG);
    draw(g, title, x, baseline, size, Align.LEFT);
    g.setColor(Palette.QUIET);
    draw(g, remark, x + width(title, size) + 10, baseline, Axes.TEXT, Align.LEFT);
  }

  /**
   * Draws bold text with an outline in the background's colour, so that it is readable on
   * everything below.
   *
   * @param left end of the text
   */
  static void drawOnLines(
      Graphics2D g, String text, double left, double baseline, double size, double rim) {
    Path2D outline = outline(text, left, baseline, size);
    g.setColor(Palette.PAPER);
    g.setStroke(new BasicStroke((float) rim, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(outline);
    g.setColor(Palette.STRONG);
    g.fill(outline);
  }

  static Path2D outline(String text, double x, double baseline, double size) {
    double scale = size / Glyphs.UNITS_PER_EM;
    AffineTransform place = new AffineTransform(scale, 0, 0, scale, x, baseline);
    Path2D.Double path = new Path2D.Double(Path2D.WIND_NON_ZERO);
    text.codePoints()
        .mapToObj(Glyphs::of)
        .forEach(
            glyph -> {
              path.append(glyph.outline().getPathIterator(place), false);
              place.translate(glyph.advance(), 0);
            });
    return path;
  }
}
