package io.trainvae.picture;

import static io.trainvae.picture.Lettering.Align.CENTRE;
import static io.trainvae.picture.Lettering.Align.LEFT;

import io.trainvae.error.JobException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.DefaultXYDataset;

/** Points of a latent plane, coloured by class, both axes to the same scale. */
public final class LatentScatter {
  private static final int SIZE = 640;
  private static final int MARGIN = 16;
  private static final int LEGEND_WIDTH = 84;
  private static final int LEGEND_ROWS = 24;

  /** More names would cover each other. */
  private static final int MOST_NAMED_CLASSES = 20;

  private final double[] x;
  private final double[] y;
  private final int[] labels;

  private LatentScatter(float[] x, float[] y, int[] labels) {
    this.x = doubles(x);
    this.y = doubles(y);
    this.labels = labels.clone();
  }

  /**
   * @param x of each image, such as the posterior mean of one latent dimension
   * @param y of each image
   * @param labels of each image
   * @param xName such as {@code latent 3}
   * @throws JobException if the arrays differ in length or are empty, or if a point is not finite
   */
  public static byte[] png(float[] x, float[] y, int[] labels, String xName, String yName) {
    check(x, y, labels);
    return new LatentScatter(x, y, labels).paint(xName, yName);
  }

  private byte[] paint(String xName, String yName) {
    int legendColumns = (classes().length + LEGEND_ROWS - 1) / LEGEND_ROWS;
    int width = SIZE + legendColumns * LEGEND_WIDTH;
    return Canvas.chart(
        width,
        SIZE,
        Canvas.DENSITY,
        g -> {
          drawPoints(g, xName, yName);
          drawLegend(g);
        });
  }

  private void drawPoints(Graphics2D g, String xName, String yName) {
    DefaultXYDataset data = new DefaultXYDataset();
    data.addSeries("means", new double[][] {x, y});
    double span = 1.06 * Math.max(span(x), span(y));
    Axes axes =
        Axes.of(data, new ClassRenderer(), axisOver(x, span), axisOver(y, span), xName, yName);
    // As much more room below than left, so that the data's area is a square.
    Rectangle2D area =
        new Rectangle2D.Double(MARGIN, MARGIN, SIZE - 2 * MARGIN, SIZE - 2 * MARGIN - 14);
    Rectangle2D plane = axes.draw(g, area);
    if (classes().length > MOST_NAMED_CLASSES) {
      return;
    }
    for (int label : classes()) {
      nameClass(g, label, axes, plane);
    }
  }

  /** The class at the median of its points, for readers who cannot distinguish the colours. */
  private void nameClass(Graphics2D g, int label, Axes axes, Rectangle2D plane) {
    double size = 19;
    String name = Integer.toString(label);
    double left = axes.x(median(x, label), plane) - Lettering.width(name, size) / 2;
    double baseline = axes.y(median(y, label), plane) + size * Lettering.CAP_HEIGHT / 2;
    Lettering.drawOnLines(g, name, left, baseline, size, 4.5);
  }

  private void drawLegend(Graphics2D g) {
    g.setColor(Palette.QUIET);
    Lettering.draw(g, "class", SIZE, MARGIN + 14, Axes.TEXT, LEFT);
    int[] classes = classes();
    for (int i = 0; i < classes.length; i++) {
      double left = SIZE + i / LEGEND_ROWS * LEGEND_WIDTH;
      double middle = MARGIN + 36 + i % LEGEND_ROWS * 23;
      AffineTransform place = AffineTransform.getTranslateInstance(left + 6, middle);
      g.setColor(Palette.ofClass(classes[i]));
      g.fill(place.createTransformedShape(Palette.markOfClass(classes[i], 6)));
      g.setColor(Palette.STRONG);
      String name = Integer.toString(classes[i]);
      Lettering.drawBeside(g, name, left + 26, middle, Axes.TEXT + 2, CENTRE);
    }
  }

  private int[] classes() {
    return Arrays.stream(labels).distinct().sorted().toArray();
  }

  private double median(double[] values, int label) {
    double[] own =
        IntStream.range(0, labels.length)
            .filter(i -> labels[i] == label)
            .mapToDouble(i -> values[i])
            .sorted()
            .toArray();
    return own[own.length / 2];
  }

  private static NumberAxis axisOver(double[] values, double span) {
    double middle = (max(values) + min(values)) / 2;
    Range range = new Range(middle - span / 2, middle + span / 2);
    return Axes.axis(range, 8, NumberAxis.createStandardTickUnits());
  }

  /** 1 for points that all lie on one line, so that the axis has some length. */
  private static double span(double[] values) {
    double span = max(values) - min(values);
    return span > 0 ? span : 1;
  }

  private static double min(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static void check(float[] x, float[] y, int[] labels) {
    if (x.length == 0 || x.length != y.length || x.length != labels.length) {
      throw JobException.failed(
          "Cannot draw a scatter of %d x, %d y and %d labels: expected as many of each, and at least 1"
              .formatted(x.length, y.length, labels.length));
    }
    for (int i = 0; i < x.length; i++) {
      if (!Float.isFinite(x[i]) || !Float.isFinite(y[i])) {
        throw JobException.failed(
            "Cannot draw a scatter: point %d is (%s, %s), expected finite numbers"
                .formatted(i, x[i], y[i]));
      }
    }
  }

  /**
   * All classes in one series, drawn in the order of the images, so that no class covers another.
   */
  private final class ClassRenderer extends XYLineAndShapeRenderer {
    private static final long serialVersionUID = 1L;

    private final double radius = labels.length > 20_000 ? 1.4 : labels.length > 2_000 ? 1.9 : 2.8;
    private final int alpha = labels.length > 20_000 ? 120 : 170;

    ClassRenderer() {
      super(false, true);
      setDrawOutlines(false);
    }

    @Override
    public Paint getItemPaint(int series, int item) {
      return new Color(Palette.ofClass(labels[item]).getRGB() & 0xffffff | alpha << 24, true);
    }

    @Override
    public Shape getItemShape(int series, int item) {
      return Palette.markOfClass(labels[item], radius);
    }
  }
}
