package io.trainvae.picture;

import static io.trainvae.picture.Lettering.Align.LEFT;

import io.trainvae.error.JobException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.renderer.xy.StackedXYBarRenderer;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.data.Range;
import org.jfree.data.xy.DefaultTableXYDataset;
import org.jfree.data.xy.XYSeries;

/** Bars next to each other; a bar may be a stack of parts. */
public final class BarChart {
  private static final int WIDTH = 1120;
  private static final int HEIGHT = 380;
  private static final int MARGIN = 16;
  private static final int HEADER = 64;
  private static final int LEFT_OF_TITLE = 14;

  /** The most bars with values; those of more would overlap. */
  private static final int MOST_LETTERED = 25;

  /** Okabe and Ito 2008, the bluish green and the sky blue: neither is a curve's colour. */
  private static final List<Color> COLOURS = List.of(new Color(0x56b4e9), new Color(0x009e73));

  /**
   * @param unit of the values, such as {@code nats per image}
   * @param xName the label of the bars' axis
   */
  public record Words(String title, String unit, String xName) {}

  /**
   * A part of each bar.
   *
   * @param values one for each bar; 0 or more, unless the part is the only one
   */
  public record Part(String name, double... values) {}

  private final Words words;
  private final List<String> names;
  private final List<Part> parts;

  private BarChart(Words words, List<String> names, List<Part> parts) {
    this.words = words;
    this.names = names;
    this.parts = parts;
  }

  /**
   * @param names of the bars
   * @param parts one or two, the lowest first
   * @throws JobException if there are not as many values as names, or if a value is not finite or,
   *     with two parts, below 0
   */
  public static byte[] png(Words words, List<String> names, List<Part> parts) {
    parts.forEach(part -> check(part, names.size(), parts.size() > 1 ? 0 : -Double.MAX_VALUE));
    BarChart chart = new BarChart(words, names, parts);
    return Canvas.chart(WIDTH, HEIGHT, Canvas.DENSITY, chart::paint);
  }

  private void paint(Graphics2D g) {
    Lettering.drawTitle(g, words.title, words.unit, MARGIN, MARGIN + 16);
    legend(g);
    Axes axes = Axes.of(data(), renderer(), xAxis(), yAxis(), words.xName, "").withXNames(names);
    Rectangle2D area =
        new Rectangle2D.Double(
            MARGIN - LEFT_OF_TITLE,
            MARGIN + HEADER,
            WIDTH - 2.0 * MARGIN + LEFT_OF_TITLE,
            HEIGHT - 2.0 * MARGIN - HEADER);
    Rectangle2D bars = axes.draw(g, area);
    if (names.size() <= MOST_LETTERED) {
      letterBars(g, axes, bars);
    }
  }

  private void legend(Graphics2D g) {
    double x = MARGIN;
    for (int i = 0; parts.size() > 1 && i < parts.size(); i++) {
      g.setColor(COLOURS.get(i));
      g.fill(new Rectangle2D.Double(x, MARGIN + 32, 12, 12));
      g.setColor(Palette.QUIET);
      Lettering.drawBeside(g, parts.get(i).name, x + 19, MARGIN + 38, Axes.TEXT, LEFT);
      x += 19 + Lettering.width(parts.get(i).name, Axes.TEXT) + 20;
    }
  }

  private void letterBars(Graphics2D g, Axes axes, Rectangle2D bars) {
    String format =
        DoubleStream.of(totals()).anyMatch(total -> Math.abs(total) >= 100) ? "%.1f" : "%.2f";
    for (int i = 0; i < names.size(); i++) {
      String value = String.format(Locale.ROOT, format, total(i)).replace('-', '\u2212');
      double left = axes.x(i, bars) - Lettering.width(value, Axes.TEXT) / 2;
      double end = axes.y(total(i), bars) + (total(i) < 0 ? 6 + Axes.TEXT : -6);
      Lettering.drawOnLines(g, value, left, end, Axes.TEXT, 3);
    }
  }

  private DefaultTableXYDataset data() {
    DefaultTableXYDataset data = new DefaultTableXYDataset();
    for (Part part : parts) {
      XYSeries series = new XYSeries(part.name, true, false);
      IntStream.range(0, names.size()).forEach(i -> series.add(i, part.values[i]));
      data.addSeries(series);
    }
    data.setIntervalWidth(1);
    return data;
  }

  private StackedXYBarRenderer renderer() {
    StackedXYBarRenderer renderer = new StackedXYBarRenderer(0.25);
    renderer.setBarPainter(new StandardXYBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDrawBarOutline(false);
    IntStream.range(0, parts.size()).forEach(i -> renderer.setSeriesPaint(i, COLOURS.get(i)));
    return renderer;
  }

  private NumberAxis xAxis() {
    return Axes.axis(
        new Range(-0.6, names.size() - 0.4), names.size(), NumberAxis.createIntegerTickUnits());
  }

  private NumberAxis yAxis() {
    double highest = Math.max(0, DoubleStream.of(totals()).max().orElse(0));
    double lowest = Math.min(0, DoubleStream.of(totals()).min().orElse(0));
    // Room for the values beyond the bars' ends.
    Range range = new Range(1.1 * lowest, highest > lowest ? 1.1 * highest : 1);
    return Axes.axis(range, 5, NumberAxis.createStandardTickUnits());
  }

  private double[] totals() {
    return IntStream.range(0, names.size()).mapToDouble(this::total).toArray();
  }

  private double total(int bar) {
    return parts.stream().mapToDouble(part -> part.values[bar]).sum();
  }

  private static void check(Part part, int bars, double least) {
    if (part.values.length != bars || bars == 0) {
      throw JobException.failed(
          "Cannot draw %d values of %s as %d bars: expected as many, and at least 1"
              .formatted(part.values.length, part.name, bars));
    }
    for (int i = 0; i < bars; i++) {
      if (!(part.values[i] >= least && part.values[i] < Double.POSITIVE_INFINITY)) {
        throw JobException.failed(
            "Cannot draw %s as bars: value %d is %s, expected %s"
                .formatted(
                    part.name, i, part.values[i], least == 0 ? "0 or more" : "a finite number"));
      }
    }
  }
}
