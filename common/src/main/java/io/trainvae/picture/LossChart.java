package io.trainvae.picture;

import static io.trainvae.picture.Lettering.Align.LEFT;

import io.trainvae.metrics.MetricRow;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Training and test curves, one panel each for -ELBO, reconstruction and KL. */
public final class LossChart {
  private static final int WIDTH = 1120;
  private static final int HEIGHT = 380;
  private static final int DENSITY = 2;
  private static final int MARGIN = 16;
  private static final int GUTTER = 28;
  private static final int HEADER = 64;
  private static final int MOST_MARKED_EPOCHS = 30;

  private record Panel(String metric, String title) {}

  private static final List<Panel> PANELS =
      List.of(
          new Panel("neg_elbo", "\u2212ELBO"),
          new Panel("reconstruction", "Reconstruction"),
          new Panel("kl", "KL"));

  private final List<MetricRow> rows;
  private final String unit;

  private LossChart(List<MetricRow> rows, String unit) {
    this.rows = rows;
    this.unit = unit;
  }

  /**
   * @param rows of any metrics; those of {@code neg_elbo}, {@code reconstruction} and {@code kl}
   *     are drawn, and of two for the same epoch and split the later one
   * @param unit of the values, such as {@code nats per image}
   */
  public static byte[] png(List<MetricRow> rows, String unit) {
    return png(rows, unit, DENSITY);
  }

  /** The same at half the resolution, for a quarter of the work: to be looked at for a moment. */
  public static byte[] draft(List<MetricRow> rows, String unit) {
    return png(rows, unit, 1);
  }

  private static byte[] png(List<MetricRow> rows, String unit, int density) {
    LossChart chart = new LossChart(rows, unit);
    return Canvas.png(
        Canvas.draw(
            density * WIDTH,
            density * HEIGHT,
            Palette.PAPER,
            g -> {
              g.scale(density, density);
              chart.paint(g);
            }));
  }

  private void paint(Graphics2D g) {
    double width = (WIDTH - 2.0 * MARGIN - 2 * GUTTER) / 3;
    for (int i = 0; i < PANELS.size(); i++) {
      double left = MARGIN + i * (width + GUTTER);
      paintPanel(
          g, PANELS.get(i), new Rectangle2D.Double(left, MARGIN, width, HEIGHT - 2 * MARGIN));
    }
  }

  private void paintPanel(Graphics2D g, Panel panel, Rectangle2D area) {
    XYSeries train = series(panel.metric, "train");
    XYSeries test = series(panel.metric, "test");
    g.setColor(Palette.STRONG);
    Lettering.draw(g, panel.title, area.getX(), area.getY() + 16, 17, LEFT);
    g.setColor(Palette.QUIET);
    double afterTitle = area.getX() + Lettering.width(panel.title, 17) + 10;
    Lettering.draw(g, unit, afterTitle, area.getY() + 16, Axes.TEXT, LEFT);
    double next = legend(g, train, Palette.TRAIN, area.getX(), area.getY() + 38);
    legend(g, test, Palette.TEST, next, area.getY() + 38);
    if (!train.isEmpty() || !test.isEmpty()) {
      drawCurves(g, train, test, below(area));
    }
  }

  /** The name of a curve with its last value; returns where the next one may stand. */
  private static double legend(Graphics2D g, XYSeries series, Color colour, double x, double y) {
    String last = series.isEmpty() ? "not recorded" : lastValue(series);
    String text = series.getKey() + "  " + last;
    g.setColor(colour);
    g.fill(new Rectangle2D.Double(x, y - 1.5, 16, 3));
    g.setColor(Palette.QUIET);
    Lettering.drawBeside(g, text, x + 23, y, Axes.TEXT, LEFT);
    return x + 23 + Lettering.width(text, Axes.TEXT) + 20;
  }

  private void drawCurves(Graphics2D g, XYSeries train, XYSeries test, Rectangle2D area) {
    XYSeriesCollection data = new XYSeriesCollection();
    data.addSeries(train);
    data.addSeries(test);
    int epochs = (int) Math.max(lastEpoch(train), lastEpoch(test));
    Range values = data.getRangeBounds(false);
    double pad = values.getLength() > 0 ? 0.06 * values.getLength() : 1;
    Range padded = new Range(values.getLowerBound() - pad, values.getUpperBound() + pad);
    NumberAxis x = Axes.axis(new Range(0.5, epochs + 0.5), 9, NumberAxis.createIntegerTickUnits());
    NumberAxis y = Axes.axis(padded, 5, NumberAxis.createStandardTickUnits());
    Axes.of(data, renderer(epochs), x, y, "epoch", "").draw(g, area);
  }

  private static XYLineAndShapeRenderer renderer(int epochs) {
    XYLineAndShapeRenderer renderer =
        new XYLineAndShapeRenderer(true, epochs <= MOST_MARKED_EPOCHS);
    Color[] colours = {Palette.TRAIN, Palette.TEST};
    // The training curve lies on the test curve, which shows on both sides where they agree.
    float[] widths = {1.7f, 3.8f};
    for (int i = 0; i < colours.length; i++) {
      renderer.setSeriesPaint(i, colours[i]);
      renderer.setSeriesStroke(
          i, new BasicStroke(widths[i], BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      renderer.setSeriesShape(i, new Ellipse2D.Double(-3, -3, 6, 6));
    }
    renderer.setDrawSeriesLineAsPath(true);
    return renderer;
  }

  private XYSeries series(String metric, String split) {
    XYSeries series = new XYSeries(split, true, false);
    rows.stream()
        .filter(row -> row.metric().equals(metric) && row.split().equals(split))
        .filter(row -> Double.isFinite(row.value()))
        .forEach(row -> series.addOrUpdate(row.epoch(), row.value()));
    return series;
  }

  private static double lastEpoch(XYSeries series) {
    return series.isEmpty() ? 1 : series.getMaxX();
  }

  private static String lastValue(XYSeries series) {
    double value = series.getY(series.getItemCount() - 1).doubleValue();
    return String.format(Locale.ROOT, "%.2f", value).replace('-', '\u2212');
  }

  private static Rectangle2D below(Rectangle2D area) {
    return new Rectangle2D.Double(
        area.getX() - 14, area.getY() + HEADER, area.getWidth() + 14, area.getHeight() - HEADER);
  }
}
