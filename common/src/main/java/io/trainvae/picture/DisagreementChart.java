package io.trainvae.picture;

import static io.trainvae.picture.LossPanels.MARGIN;

import io.trainvae.metrics.MetricNames;
import io.trainvae.metrics.MetricRow;
import io.trainvae.picture.LossPanels.Panel;
import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYDataItem;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** The workers' disagreement, a curve over the epochs. */
public final class DisagreementChart {
  private static final int HEIGHT = 300;
  private static final int HEADER = 34;
  private static final int MOST_MARKED_EPOCHS = 30;
  private static final Panel PANEL =
      new Panel(MetricNames.DISAGREEMENT, "Disagreement of the workers");

  private DisagreementChart() {}

  /**
   * @param rows of any metrics; of two for the same epoch the later one counts
   * @return empty when none is of the disagreement
   */
  public static Optional<byte[]> png(List<MetricRow> rows) {
    return png(rows, Canvas.DENSITY);
  }

  /** The same at half the resolution, for the page of a running training. */
  public static Optional<byte[]> draft(List<MetricRow> rows) {
    return png(rows, 1);
  }

  private static Optional<byte[]> png(List<MetricRow> rows, int density) {
    XYSeries curve = percent(PANEL.series("train", rows, "train"));
    return curve.isEmpty() ? Optional.empty() : Optional.of(png(curve, density));
  }

  private static XYSeries percent(XYSeries parts) {
    XYSeries percent = new XYSeries(parts.getKey(), true, false);
    for (Object item : parts.getItems()) {
      XYDataItem of = (XYDataItem) item;
      percent.add(of.getXValue(), 100 * of.getYValue());
    }
    return percent;
  }

  private static byte[] png(XYSeries curve, int density) {
    XYSeriesCollection curves = new XYSeriesCollection(curve);
    Rectangle2D area =
        new Rectangle2D.Double(MARGIN, MARGIN, LossPanels.WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN);
    return Canvas.chart(
        LossPanels.WIDTH,
        HEIGHT,
        density,
        g -> {
          PANEL.drawTitle(g, area, "% of the parameters' norm, now " + LossPanels.last(curve));
          LossPanels.draw(
              g,
              curves,
              renderer(LossPanels.epochs(curves)),
              curves.getRangeBounds(false),
              area,
              HEADER);
        });
  }

  private static XYLineAndShapeRenderer renderer(int epochs) {
    XYLineAndShapeRenderer renderer =
        new XYLineAndShapeRenderer(true, epochs <= MOST_MARKED_EPOCHS);
    renderer.setSeriesPaint(0, Palette.TRAIN);
    renderer.setSeriesStroke(
        0, new BasicStroke(1.7f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    renderer.setSeriesShape(0, new Ellipse2D.Double(-3, -3, 6, 6));
    return renderer;
  }
}
