package io.trainvae.picture;

import static io.trainvae.picture.Lettering.Align.LEFT;
import static io.trainvae.picture.LossPanels.MARGIN;

import io.trainvae.metrics.MetricRow;
import io.trainvae.picture.LossPanels.Panel;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Training and test curves, one panel each for -ELBO, reconstruction and KL. */
public final class LossChart {
  private static final int HEIGHT = 380;
  private static final int HEADER = 64;
  private static final int MOST_MARKED_EPOCHS = 30;

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
    return png(rows, unit, Canvas.DENSITY);
  }

  /**
   * The same at half the resolution, for a quarter of the work, for the page of a running training.
   */
  public static byte[] draft(List<MetricRow> rows, String unit) {
    return png(rows, unit, 1);
  }

  private static byte[] png(List<MetricRow> rows, String unit, int density) {
    LossChart chart = new LossChart(rows, unit);
    return Canvas.chart(
        LossPanels.WIDTH,
        HEIGHT,
        density,
        g ->
            LossPanels.each(
                MARGIN, HEIGHT - 2 * MARGIN, (panel, area) -> chart.paint(g, panel, area)));
  }

  private void paint(Graphics2D g, Panel panel, Rectangle2D area) {
    XYSeriesCollection curves = new XYSeriesCollection();
    curves.addSeries(panel.series("train", rows, "train"));
    curves.addSeries(panel.series("test", rows, "test"));
    panel.drawTitle(g, area, unit);
    double next = legend(g, curves.getSeries(0), Palette.TRAIN, area.getX(), area.getY() + 38);
    legend(g, curves.getSeries(1), Palette.TEST, next, area.getY() + 38);
    if (curves.getRangeBounds(false) != null) {
      XYLineAndShapeRenderer renderer = renderer(LossPanels.epochs(curves));
      LossPanels.draw(g, curves, renderer, curves.getRangeBounds(false), area, HEADER);
    }
  }

  /** Writes the name of a curve with its last value; returns the position for the next one. */
  private static double legend(Graphics2D g, XYSeries series, Color colour, double x, double y) {
    String text = series.getKey() + "  " + LossPanels.last(series);
    g.setColor(colour);
    g.fill(new Rectangle2D.Double(x, y - 1.5, 16, 3));
    g.setColor(Palette.QUIET);
    Lettering.drawBeside(g, text, x + 23, y, Axes.TEXT, LEFT);
    return x + 23 + Lettering.width(text, Axes.TEXT) + 20;
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
}
