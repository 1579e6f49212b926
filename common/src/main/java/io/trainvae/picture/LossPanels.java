package io.trainvae.picture;

import io.trainvae.metrics.MetricRow;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Three panels next to each other for -ELBO, reconstruction and KL, each over the epochs. */
final class LossPanels {
  static final int WIDTH = 1120;
  static final int MARGIN = 16;

  private static final int GUTTER = 28;

  /** More than the axis' names need, so that they end where the title begins. */
  private static final int LEFT_OF_TITLE = 14;

  private static final List<Panel> ALL =
      List.of(
          new Panel("neg_elbo", "\u2212ELBO"),
          new Panel("reconstruction", "Reconstruction"),
          new Panel("kl", "KL"));

  /** The content of one panel. */
  @FunctionalInterface
  interface Painter {
    void paint(Panel panel, Rectangle2D area);
  }

  private LossPanels() {}

  static void each(double top, double height, Painter painter) {
    double width = (WIDTH - 2.0 * MARGIN - 2 * GUTTER) / ALL.size();
    for (int i = 0; i < ALL.size(); i++) {
      double left = MARGIN + i * (width + GUTTER);
      painter.paint(ALL.get(i), new Rectangle2D.Double(left, top, width, height));
    }
  }

  /** One loss. */
  record Panel(String metric, String title) {

    void drawTitle(Graphics2D g, Rectangle2D area, String unit) {
      Lettering.drawTitle(g, title, unit, area.getX(), area.getY() + 16);
    }

    /**
     * @param rows of any metrics; of two for the same epoch and split the later one counts
     */
    XYSeries series(String key, List<MetricRow> rows, String split) {
      XYSeries series = new XYSeries(key, true, false);
      rows.stream()
          .filter(row -> row.metric().equals(metric) && row.split().equals(split))
          .filter(row -> Double.isFinite(row.value()))
          .forEach(row -> series.addOrUpdate(row.epoch(), row.value()));
      return series;
    }
  }

  /** The last value of a curve, in words. */
  static String last(XYSeries series) {
    return series.isEmpty()
        ? "no curve"
        : String.format(Locale.ROOT, "%.2f", series.getY(series.getItemCount() - 1).doubleValue())
            .replace('-', '\u2212');
  }

  /** The last epoch of all curves, 1 at least. */
  static int epochs(XYSeriesCollection curves) {
    double last = curves.getDomainUpperBound(false);
    return Double.isNaN(last) ? 1 : (int) Math.max(1, last);
  }

  /**
   * Draws curves in the area below a panel's header.
   *
   * @param values that must be visible
   */
  static void draw(
      Graphics2D g,
      XYSeriesCollection curves,
      XYItemRenderer renderer,
      Range values,
      Rectangle2D panel,
      int header) {
    double pad = values.getLength() > 0 ? 0.06 * values.getLength() : 1;
    Range padded = new Range(values.getLowerBound() - pad, values.getUpperBound() + pad);
    Range epochs = new Range(0.5, epochs(curves) + 0.5);
    NumberAxis x = Axes.axis(epochs, 9, NumberAxis.createIntegerTickUnits());
    NumberAxis y = Axes.axis(padded, 5, NumberAxis.createStandardTickUnits());
    Rectangle2D area =
        new Rectangle2D.Double(
            panel.getX() - LEFT_OF_TITLE,
            panel.getY() + header,
            panel.getWidth() + LEFT_OF_TITLE,
            panel.getHeight() - header);
    Axes.of(curves, renderer, x, y, "epoch", "").draw(g, area);
  }
}
