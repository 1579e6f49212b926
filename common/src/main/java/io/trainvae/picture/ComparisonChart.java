package io.trainvae.picture;

import static io.trainvae.picture.Lettering.Align.LEFT;

import io.trainvae.metrics.MetricRow;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.Range;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * The losses of several runs, one panel each for -ELBO, reconstruction and KL. Training losses are
 * lines, test losses are rings, of one colour for each run; from the eleventh run on the lines are
 * dashed.
 */
public final class ComparisonChart {
  private static final int WIDTH = 1120;
  private static final int PANEL_HEIGHT = 330;
  private static final int DENSITY = 2;
  private static final int MARGIN = 16;
  private static final int GUTTER = 28;
  private static final int LINE = 24;
  private static final int TITLE = 34;
  private static final int COLOURS = 10;
  private static final double RING = 4.5;
  private static final int LONGEST_NAME = 60;

  /** Where the curves run, without the first part of a training, which is far above the rest. */
  private static final double MOST_TIMES_THE_SPREAD = 3;

  private record Panel(String metric, String title) {}

  private static final List<Panel> PANELS =
      List.of(
          new Panel("neg_elbo", "\u2212ELBO"),
          new Panel("reconstruction", "Reconstruction"),
          new Panel("kl", "KL"));

  /** The metrics of one run. */
  public record Curves(String name, List<MetricRow> rows) {}

  private final List<Curves> runs;
  private final String unit;

  private ComparisonChart(List<Curves> runs, String unit) {
    this.runs = runs;
    this.unit = unit;
  }

  /**
   * @param unit of the values, such as {@code nats per image}
   */
  public static byte[] png(List<Curves> runs, String unit) {
    ComparisonChart chart = new ComparisonChart(runs, unit);
    int height = 2 * MARGIN + chart.legendHeight() + PANEL_HEIGHT;
    return Canvas.png(
        Canvas.draw(
            DENSITY * WIDTH,
            DENSITY * height,
            Palette.PAPER,
            g -> {
              g.scale(DENSITY, DENSITY);
              chart.paint(g);
            }));
  }

  private int legendHeight() {
    return LINE * runs.size() + LINE / 2;
  }

  private void paint(Graphics2D g) {
    for (int i = 0; i < runs.size(); i++) {
      legend(g, i, MARGIN + LINE * (i + 0.5));
    }
    double width = (WIDTH - 2.0 * MARGIN - 2 * GUTTER) / 3;
    for (int i = 0; i < PANELS.size(); i++) {
      double left = MARGIN + i * (width + GUTTER);
      paintPanel(
          g,
          PANELS.get(i),
          new Rectangle2D.Double(left, MARGIN + legendHeight(), width, PANEL_HEIGHT));
    }
  }

  /** The name of a run with its last -ELBO. */
  private void legend(Graphics2D g, int run, double y) {
    String name = runs.get(run).name();
    String shown =
        name.length() > LONGEST_NAME
            ? "\u2026" + name.substring(name.length() - LONGEST_NAME)
            : name;
    g.setColor(Palette.ofClass(run));
    g.fill(new Rectangle2D.Double(MARGIN, y - 2, 18, 4));
    g.setColor(Palette.STRONG);
    Lettering.drawBeside(g, shown, MARGIN + 27, y, 13, LEFT);
    g.setColor(Palette.QUIET);
    double next = MARGIN + 27 + Lettering.width(shown, 13) + 14;
    String figures =
        "train "
            + last(series(run, "neg_elbo", "train"))
            + "   test "
            + last(series(run, "neg_elbo", "test"));
    Lettering.drawBeside(g, figures, next, y, Axes.TEXT, LEFT);
  }

  private static String last(XYSeries series) {
    return series.isEmpty()
        ? "not recorded"
        : String.format(Locale.ROOT, "%.2f", series.getY(series.getItemCount() - 1).doubleValue())
            .replace('-', '\u2212');
  }

  private void paintPanel(Graphics2D g, Panel panel, Rectangle2D area) {
    g.setColor(Palette.STRONG);
    Lettering.draw(g, panel.title, area.getX(), area.getY() + 16, 17, LEFT);
    g.setColor(Palette.QUIET);
    double afterTitle = area.getX() + Lettering.width(panel.title, 17) + 10;
    Lettering.draw(g, unit, afterTitle, area.getY() + 16, Axes.TEXT, LEFT);
    XYSeriesCollection curves = new XYSeriesCollection();
    IntStream.range(0, runs.size())
        .forEach(run -> curves.addSeries(series(run, panel.metric, "train")));
    IntStream.range(0, runs.size())
        .forEach(run -> curves.addSeries(series(run, panel.metric, "test")));
    Range values = curves.getRangeBounds(false);
    if (values != null) {
      drawCurves(g, curves, visible(curves, values), below(area));
    }
  }

  private void drawCurves(Graphics2D g, XYSeriesCollection curves, Range values, Rectangle2D area) {
    int epochs = (int) Math.max(1, curves.getDomainUpperBound(false));
    double pad = values.getLength() > 0 ? 0.06 * values.getLength() : 1;
    Range padded = new Range(values.getLowerBound() - pad, values.getUpperBound() + pad);
    NumberAxis x = Axes.axis(new Range(0.5, epochs + 0.5), 9, NumberAxis.createIntegerTickUnits());
    NumberAxis y = Axes.axis(padded, 5, NumberAxis.createStandardTickUnits());
    Axes.of(curves, renderer(curves), x, y, "epoch", "").draw(g, area);
  }

  /**
   * All values, or without the highest ones when these would press everything else to the floor: up
   * to three times the spread of the later half of the training.
   */
  private Range visible(XYSeriesCollection curves, Range all) {
    double low = all.getLowerBound();
    double late = low;
    for (int i = 0; i < curves.getSeriesCount(); i++) {
      XYSeries series = curves.getSeries(i);
      for (int item = series.getItemCount() / 2; item < series.getItemCount(); item++) {
        late = Math.max(late, series.getY(item).doubleValue());
      }
    }
    double high = low + MOST_TIMES_THE_SPREAD * (late - low);
    return late > low && high < all.getUpperBound() ? new Range(low, high) : all;
  }

  private XYLineAndShapeRenderer renderer(XYSeriesCollection curves) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
    for (int run = 0; run < runs.size(); run++) {
      float[] dash = run < COLOURS ? null : new float[] {5, 4};
      renderer.setSeriesPaint(run, Palette.ofClass(run));
      renderer.setSeriesStroke(
          run, new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, dash, 0));
      // A single epoch makes no line.
      renderer.setSeriesShapesVisible(run, curves.getSeries(run).getItemCount() == 1);
      renderer.setSeriesShape(run, new Ellipse2D.Double(-3, -3, 6, 6));
      int test = runs.size() + run;
      renderer.setSeriesPaint(test, Palette.ofClass(run));
      renderer.setSeriesLinesVisible(test, false);
      renderer.setSeriesShapesVisible(test, true);
      renderer.setSeriesShapesFilled(test, false);
      renderer.setSeriesOutlineStroke(test, new BasicStroke(2));
      renderer.setSeriesStroke(test, new BasicStroke(2));
      renderer.setSeriesShape(test, new Ellipse2D.Double(-RING, -RING, 2 * RING, 2 * RING));
    }
    return renderer;
  }

  private XYSeries series(int run, String metric, String split) {
    XYSeries series = new XYSeries(run + " " + split, true, false);
    runs.get(run).rows().stream()
        .filter(row -> row.metric().equals(metric) && row.split().equals(split))
        .filter(row -> Double.isFinite(row.value()))
        .forEach(row -> series.addOrUpdate(row.epoch(), row.value()));
    return series;
  }

  private static Rectangle2D below(Rectangle2D area) {
    return new Rectangle2D.Double(
        area.getX() - 14, area.getY() + TITLE, area.getWidth() + 14, area.getHeight() - TITLE);
  }
}
