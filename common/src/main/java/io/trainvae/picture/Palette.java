package io.trainvae.picture;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/**
 * Colours that readers with any colour vision can distinguish, and marks for more classes than
 * colours.
 */
final class Palette {
  static final Color PAPER = Color.WHITE;
  static final Color STRONG = new Color(0x1f2430);
  static final Color QUIET = new Color(0x5b6270);
  static final Color GRID = new Color(0xe4e7ec);

  /** Blue and vermillion of Okabe and Ito 2008. */
  static final Color TRAIN = new Color(0x0072b2);

  static final Color TEST = new Color(0xd55e00);

  /** The cycle of ten of Petroff 2021, "Accessible Color Sequences for Data Visualization". */
  private static final Color[] CLASSES = {
    new Color(0x3f90da),
    new Color(0xffa90e),
    new Color(0xbd1f01),
    new Color(0x94a4a2),
    new Color(0x832db6),
    new Color(0xa96b59),
    new Color(0xe76300),
    new Color(0xb9ac70),
    new Color(0x717581),
    new Color(0x92dadd),
  };

  private Palette() {}

  static Color ofClass(int label) {
    return CLASSES[Math.floorMod(label, CLASSES.length)];
  }

  /** A mark around the origin: each ten classes share one, so that no two of 40 look the same. */
  static Shape markOfClass(int label, double radius) {
    double r = radius;
    return switch (Math.floorMod(label / CLASSES.length, 4)) {
      case 0 -> new Ellipse2D.Double(-r, -r, 2 * r, 2 * r);
      case 1 -> polygon(0, -1.4 * r, 1.3 * r, r, -1.3 * r, r);
      case 2 -> new Rectangle2D.Double(-0.9 * r, -0.9 * r, 1.8 * r, 1.8 * r);
      default -> polygon(0, -1.4 * r, 1.4 * r, 0, 0, 1.4 * r, -1.4 * r, 0);
    };
  }

  private static Shape polygon(double... xy) {
    Path2D.Double path = new Path2D.Double();
    path.moveTo(xy[0], xy[1]);
    for (int i = 2; i < xy.length; i += 2) {
      path.lineTo(xy[i], xy[i + 1]);
    }
    path.closePath();
    return path;
  }
}
