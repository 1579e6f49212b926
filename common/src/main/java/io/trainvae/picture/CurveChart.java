package io.trainvae.picture;

import static io.trainvae.picture.Lettering.Align.LEFT;

import io.trainvae.error.JobException;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The same curves over different x axes, a panel for each; one colour for each curve. */
public final class CurveChart {
  private static final int WIDTH = 1120;
  private static final int HEIGHT = 420;
  private static final int MARGIN = 16;
  private static final int HEADER = 60;
  private static final int GUTTER = 20;
  private static final int LEFT_OF_TITLE = 14;

  /**
   * @param unit of the values, such as {@code nats per image}
   */
  public record Words(String title, String unit) {}

  /**
   * Points that are joined in their order.
   *
   * @param x none where the curve has no place in the panel
   */
  public record Curve(double[] x, double[] y) {}

  /**
   * @param curves one for each name
   */
  public record Panel(String xName, List<Curve> curves) {}

  private final Words words;
  private final List<String> names;
  private final List<Panel> panels;

  private CurveChart(Words words, List<String> names, List<Panel> panels) {
    this.words = words;
    this.names = names;
    this.panels = panels;
  }

  /**
   * @param names of the curves
   * @param panels from left to right
   * @throws JobException if a panel has not one curve for each name, or if a curve has not one y
   *     for each x or a value that is not finite
   */
  public static byte[] png(Words words, List<String> names, List<Panel> panels) {
    panels.forEach(panel -> check(panel, names));
    CurveChart chart = new CurveChart(words, names, panels);
    return Canvas.chart(WIDTH, HEIGHT, Canvas.DENSITY, chart::paint);
  }

  private void paint(Graphics2D g) {
    Lettering.drawTitle(g, words.title, words.unit, MARGIN, MARGIN + 16);
    legend(g);
    double width = (WIDTH - 2.0 * MARGIN - (panels.size() - 1) * GUTTER) / panels.size();
    for (int i = 0; i < panels.size(); i++) {
      double left = MARGIN - LEFT_OF_TITLE + i * (width + GUTTER);
      double height = HEIGHT - 2.0 * MARGIN - HEADER;
      paint(
          g,
          panels.get(i),
          new Rectangle2D.Double(left, MARGIN + HEADER, width + LEFT_OF_TITLE, height));
    }
  }

  private void legend(Graphics2D g) {
    double x = MARGIN;
    for (int i = 0; i < names.size(); i++) {
      g.setColor(Palette.ofClass(i));
      g.fill(new Rectangle2D.Double(x, MARGIN + 36, 16, 3));
      g.setColor(Palette.QUIET);
      Lettering.drawBeside(g, names.get(i), x + 23, MARGIN + 37.5, Axes.TEXT, LEFT);
      x += 23 + Lettering.width(names.get(i), Axes.TEXT) + 20;
    }
  }

  private void paint(Graphics2D g, Panel panel, Rectangle2D area) {
    XYSeriesCollection data = data(panel);
    Range across = data.getDomainBounds(false);
    if (across == null) {
      return;
    }
    NumberAxis x = Axes.axis(padded(across, 0.03), 6, NumberAxis.createStandardTickUnits());
    NumberAxis y = Axes.axis(padded(values(), 0.06), 6, NumberAxis.createStandardTickUnits());
    Axes.of(data, renderer(), x, y, panel.xName, "").draw(g, area);
  }

  /** The same for all panels, so that they can be compared. */
  private Range values() {
    Range all = null;
    for (Panel panel : panels) {
      XYSeriesCollection data = data(panel);
      Range values = data.getRangeBounds(false);
      all = values == null ? all : Range.combine(all, ComparisonChart.visible(data, values));
    }
    return all;
  }

  private XYSeriesCollection data(Panel panel) {
    XYSeriesCollection data = new XYSeriesCollection();
    for (int i = 0; i < names.size(); i++) {
      data.addSeries(series(names.get(i), panel.curves.get(i)));
    }
    return data;
  }

  private static XYSeries series(String name, Curve curve) {
    XYSeries series = new XYSeries(name, false, true);
    for (int i = 0; i < curve.x.length; i++) {
      series.add(curve.x[i], curve.y[i]);
    }
    return series;
  }

  private static Range padded(Range range, double part) {
    double pad = range.getLength() > 0 ? part * range.getLength() : 1;
    return new Range(range.getLowerBound() - pad, range.getUpperBound() + pad);
  }

  private XYLineAndShapeRenderer renderer() {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    for (int i = 0; i < names.size(); i++) {
      renderer.setSeriesPaint(i, Palette.ofClass(i));
      renderer.setSeriesStroke(
          i, new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      renderer.setSeriesShape(i, new Ellipse2D.Double(-2.5, -2.5, 5, 5));
    }
    return renderer;
  }

  private static void check(Panel panel, List<String> names) {
    if (panel.curves.size() != names.size()) {
      throw JobException.failed(
          "Cannot draw %d curves over %s: expected %d, one for each name"
              .formatted(panel.curves.size(), panel.xName, names.size()));
    }
    for (int i = 0; i < names.size(); i++) {
      check(panel, names.get(i), panel.curves.get(i));
    }
  }

  private static void check(Panel panel, String name, Curve curve) {
    if (curve.x.length != curve.y.length) {
      throw JobException.failed(
          "Cannot draw %s over %s: met %d x and %d y, expected as many"
              .formatted(name, panel.xName, curve.x.length, curve.y.length));
    }
    if (!DoubleStream.concat(DoubleStream.of(curve.x), DoubleStream.of(curve.y))
        .allMatch(Double::isFinite)) {
      throw JobException.failed(
          "Cannot draw %s over %s: a value is not finite".formatted(name, panel.xName));
    }
  }
}
