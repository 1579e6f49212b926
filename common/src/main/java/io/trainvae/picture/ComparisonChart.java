package io.trainvae.picture;

import static io.trainvae.picture.Lettering.Align.LEFT;
import static io.trainvae.picture.LossPanels.MARGIN;

import io.trainvae.metrics.MetricRow;
import io.trainvae.picture.LossPanels.Panel;
import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
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
  private static final int PANEL_HEIGHT = 330;
  private static final int LINE = 24;
  private static final int HEADER = 34;
  private static final int COLOURS = 10;
  private static final double RING = 4.5;
  private static final int LONGEST_NAME = 60;
  private static final Panel LEGEND = new Panel("neg_elbo", "");

  /** The range of the curves without the first part of a training, where values are much higher. */
  private static final double MOST_TIMES_THE_SPREAD = 3;

  /** The metrics of one run. */
  public record Curves(String name, List<MetricRow> rows) {
    private XYSeries series(Panel panel, int run, String split) {
      return panel.series(run + " " + split, rows, split);
    }
  }

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
    int legendHeight = LINE * runs.size() + LINE / 2;
    return Canvas.chart(
        LossPanels.WIDTH,
        2 * MARGIN + legendHeight + PANEL_HEIGHT,
        Canvas.DENSITY,
        g -> {
          for (int i = 0; i < runs.size(); i++) {
            chart.legend(g, i, MARGIN + LINE * (i + 0.5));
          }
          LossPanels.each(
              MARGIN + legendHeight, PANEL_HEIGHT, (panel, area) -> chart.paint(g, panel, area));
        });
  }

  /** The name of a run with its last -ELBO. */
  private void legend(Graphics2D g, int run, double y) {
    Curves curves = runs.get(run);
    String name = curves.name;
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
            + LossPanels.last(curves.series(LEGEND, run, "train"))
            + "   test "
            + LossPanels.last(curves.series(LEGEND, run, "test"));
    Lettering.drawBeside(g, figures, next, y, Axes.TEXT, LEFT);
  }

  private void paint(Graphics2D g, Panel panel, Rectangle2D area) {
    panel.drawTitle(g, area, unit);
    XYSeriesCollection curves = new XYSeriesCollection();
    for (String split : List.of("train", "test")) {
      for (int run = 0; run < runs.size(); run++) {
        curves.addSeries(runs.get(run).series(panel, run, split));
      }
    }
    Range values = curves.getRangeBounds(false);
    if (values != null) {
      LossPanels.draw(g, curves, renderer(curves), visible(curves, values), area, HEADER);
    }
  }

  /**
   * All values, or without the highest ones when these would press everything else to the floor: up
   * to three times the spread of the later half of the training.
   */
  static Range visible(XYSeriesCollection curves, Range all) {
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
}
