package io.trainvae.picture;

import static io.trainvae.picture.Lettering.Align.CENTRE;
import static io.trainvae.picture.Lettering.Align.RIGHT;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnitSource;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.Range;
import org.jfree.data.xy.XYDataset;

/**
 * A pair of axes with data: the drawing is JFreeChart's, the words are {@link Lettering}'s, since
 * JFreeChart's own need installed fonts. Sizes are in CSS pixels.
 */
final class Axes {
  static final double TEXT = 12;

  private static final double LEFT_ROOM = 58;
  private static final double BOTTOM_ROOM = 44;

  private final XYPlot plot;
  private final String xName;
  private final String yName;
  private final List<String> xNames;

  private Axes(XYPlot plot, String xName, String yName, List<String> xNames) {
    this.plot = plot;
    this.xName = xName;
    this.yName = yName;
    this.xNames = xNames;
  }

  static Axes of(
      XYDataset data,
      XYItemRenderer renderer,
      NumberAxis x,
      NumberAxis y,
      String xName,
      String yName) {
    XYPlot plot = new XYPlot(data, x, y, renderer);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(RectangleInsets.ZERO_INSETS);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setDomainGridlinePaint(Palette.GRID);
    plot.setRangeGridlinePaint(Palette.GRID);
    plot.setDomainGridlineStroke(new BasicStroke(1));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setDomainZeroBaselineVisible(false);
    plot.setFixedRangeAxisSpace(room(LEFT_ROOM, 0));
    plot.setFixedDomainAxisSpace(room(0, BOTTOM_ROOM));
    return new Axes(plot, xName, yName, List.of());
  }

  /** Names at 0, 1, 2 ... of the x axis, or at every n-th if there is not enough room. */
  Axes withXNames(List<String> names) {
    plot.setDomainGridlinesVisible(false);
    return new Axes(plot, xName, yName, names);
  }

  /** An axis over a range, with about the given number of ticks. */
  static NumberAxis axis(Range range, int ticks, TickUnitSource units) {
    NumberAxis axis = new NumberAxis(null);
    axis.setTickLabelsVisible(false);
    axis.setTickMarksVisible(false);
    axis.setAxisLineVisible(false);
    axis.setRange(range);
    axis.setTickUnit((NumberTickUnit) units.getCeilingTickUnit(range.getLength() / ticks));
    return axis;
  }

  /** Draws into an area, axes included, and returns where the data is. */
  Rectangle2D draw(Graphics2D g, Rectangle2D area) {
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(RectangleInsets.ZERO_INSETS);
    ChartRenderingInfo info = new ChartRenderingInfo();
    chart.draw(g, area, info);
    Rectangle2D data = info.getPlotInfo().getDataArea();
    g.setColor(Palette.QUIET);
    letterX(g, data);
    letterY(g, data, area.getX());
    return data;
  }

  /** The place of a value pair in the picture. */
  double x(double value, Rectangle2D data) {
    return plot.getDomainAxis().valueToJava2D(value, data, RectangleEdge.BOTTOM);
  }

  double y(double value, Rectangle2D data) {
    return plot.getRangeAxis().valueToJava2D(value, data, RectangleEdge.LEFT);
  }

  private void letterX(Graphics2D g, Rectangle2D data) {
    NumberAxis axis = (NumberAxis) plot.getDomainAxis();
    if (xNames.isEmpty()) {
      ticks(axis).forEach(v -> letterTick(g, label(v, axis), v, data));
    } else {
      double widest = xNames.stream().mapToDouble(n -> Lettering.width(n, TEXT)).max().orElse(0);
      int step = (int) Math.max(1, Math.ceil((widest + 4) / (x(1, data) - x(0, data))));
      IntStream.range(0, xNames.size())
          .filter(i -> i % step == 0)
          .forEach(i -> letterTick(g, xNames.get(i), i, data));
    }
    Lettering.draw(g, xName, data.getCenterX(), data.getMaxY() + 38, TEXT, CENTRE);
  }

  private void letterTick(Graphics2D g, String text, double value, Rectangle2D data) {
    Lettering.draw(g, text, x(value, data), data.getMaxY() + 18, TEXT, CENTRE);
  }

  private void letterY(Graphics2D g, Rectangle2D data, double left) {
    NumberAxis axis = (NumberAxis) plot.getRangeAxis();
    ticks(axis)
        .forEach(
            v -> Lettering.drawBeside(g, label(v, axis), data.getX() - 8, y(v, data), TEXT, RIGHT));
    Lettering.drawUpwards(g, yName, left + TEXT / 2, data.getCenterY(), TEXT);
  }

  private static DoubleStream ticks(NumberAxis axis) {
    double step = axis.getTickUnit().getSize();
    // A hair's breadth for ticks on the axis' ends.
    long first = (long) Math.ceil(axis.getLowerBound() / step - 1e-9);
    long last = (long) Math.floor(axis.getUpperBound() / step + 1e-9);
    return LongStream.rangeClosed(first, last).mapToDouble(i -> i * step);
  }

  private static String label(double value, NumberAxis axis) {
    BigDecimal step = BigDecimal.valueOf(axis.getTickUnit().getSize()).stripTrailingZeros();
    int decimals = Math.max(0, step.scale());
    return String.format(Locale.ROOT, "%." + decimals + "f", value).replace('-', '\u2212');
  }

  private static AxisSpace room(double left, double bottom) {
    AxisSpace space = new AxisSpace();
    space.setLeft(left);
    space.setBottom(bottom);
    return space;
  }
}
