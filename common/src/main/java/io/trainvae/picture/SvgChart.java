package io.trainvae.picture;

import io.trainvae.error.JobException;
import java.awt.Color;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Points or lines over two axes of numbers, as SVG within HTML: a browser shows a point's words
 * while the mouse is over it. Sizes are in CSS pixels.
 */
public final class SvgChart {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int LEFT = 64;
  private static final int RIGHT = 120;
  private static final int TOP = 12;
  private static final int BOTTOM = 48;
  private static final int LEGEND_ROW = 18;
  private static final int LEGEND_LETTERS = 14;
  private static final int TICKS = 6;

  private final String xName;
  private final String yName;
  private final List<Series> all = new ArrayList<>();

  private record Series(String name, boolean line, double[] x, double[] y, String[] words) {}

  public SvgChart(String xName, String yName) {
    this.xName = xName;
    this.yName = yName;
  }

  /**
   * @param words of each point
   * @throws JobException if the arrays differ in length, or if a point is not finite
   */
  public SvgChart points(String name, double[] x, double[] y, String[] words) {
    return add(name, false, x, y, words);
  }

  /** The same as points that are joined in their order. */
  public SvgChart line(String name, double[] x, double[] y, String[] words) {
    return add(name, true, x, y, words);
  }

  private SvgChart add(String name, boolean line, double[] x, double[] y, String[] words) {
    if (x.length != y.length || x.length != words.length) {
      throw JobException.usage(
          "Cannot draw %s: met %d x, %d y and %d words, expected as many of each"
              .formatted(name, x.length, y.length, words.length));
    }
    if (!DoubleStream.concat(DoubleStream.of(x), DoubleStream.of(y)).allMatch(Double::isFinite)) {
      throw JobException.data("Cannot draw %s: a point is not finite".formatted(name));
    }
    all.add(new Series(name, line, x.clone(), y.clone(), words.clone()));
    return this;
  }

  /** The whole element, which is XML too. */
  public String svg() {
    Scale x = Scale.of(all.stream().flatMapToDouble(s -> DoubleStream.of(s.x)));
    Scale y = Scale.of(all.stream().flatMapToDouble(s -> DoubleStream.of(s.y)));
    DoubleUnaryOperator across = v -> LEFT + x.share(v) * (WIDTH - LEFT - RIGHT);
    DoubleUnaryOperator up = v -> HEIGHT - BOTTOM - y.share(v) * (HEIGHT - TOP - BOTTOM);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" style=\"width: 100%%; max-width: %dpx; font: 12px sans-serif\">"
            .formatted(WIDTH, HEIGHT, WIDTH));
    drawGrid(svg, x, y, across, up);
    for (int i = 0; i < all.size(); i++) {
      drawSeries(svg, all.get(i), hex(Palette.ofClass(i)), across, up);
      drawLegend(svg, i);
    }
    return svg.append("</svg>").toString();
  }

  private void drawGrid(
      StringBuilder svg, Scale x, Scale y, DoubleUnaryOperator across, DoubleUnaryOperator up) {
    String grid = hex(Palette.GRID);
    for (double tick : x.ticks()) {
      double at = across.applyAsDouble(tick);
      line(svg, grid, at, TOP, at, HEIGHT - BOTTOM);
      text(svg, at, HEIGHT - BOTTOM + 16, "middle", number(tick));
    }
    for (double tick : y.ticks()) {
      double at = up.applyAsDouble(tick);
      line(svg, grid, LEFT, at, WIDTH - RIGHT, at);
      text(svg, LEFT - 6, at + 4, "end", number(tick));
    }
    text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 10, "middle", xName);
    svg.append("<g transform=\"translate(14 %d) rotate(-90)\">".formatted((TOP + HEIGHT) / 2));
    text(svg, 0, 0, "middle", yName);
    svg.append("</g>");
  }

  private static void drawSeries(
      StringBuilder svg,
      Series of,
      String colour,
      DoubleUnaryOperator across,
      DoubleUnaryOperator up) {
    if (of.line) {
      svg.append(
          "<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"".formatted(colour));
      for (int i = 0; i < of.x.length; i++) {
        svg.append(pixel(across.applyAsDouble(of.x[i]))).append(',');
        svg.append(pixel(up.applyAsDouble(of.y[i]))).append(' ');
      }
      svg.append("\"></polyline>");
    }
    for (int i = 0; i < of.x.length; i++) {
      svg.append(
          "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\" fill-opacity=\"0.75\"><title>%s</title></circle>"
              .formatted(
                  pixel(across.applyAsDouble(of.x[i])),
                  pixel(up.applyAsDouble(of.y[i])),
                  colour,
                  escape(of.words[i])));
    }
  }

  private void drawLegend(StringBuilder svg, int i) {
    int y = TOP + 8 + i * LEGEND_ROW;
    int x = WIDTH - RIGHT + 14;
    svg.append(
        "<circle cx=\"%d\" cy=\"%d\" r=\"5\" fill=\"%s\"></circle>"
            .formatted(x, y, hex(Palette.ofClass(i))));
    text(svg, x + 10, y + 4, "start", shortened(all.get(i).name));
  }

  /** Names of runs often begin alike, so the end is kept. */
  private static String shortened(String name) {
    return name.length() <= LEGEND_LETTERS
        ? name
        : "\u2026" + name.substring(name.length() + 1 - LEGEND_LETTERS);
  }

  private static void line(
      StringBuilder svg, String colour, double x1, double y1, double x2, double y2) {
    svg.append(
        "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"%s\"></line>"
            .formatted(pixel(x1), pixel(y1), pixel(x2), pixel(y2), colour));
  }

  private static void text(StringBuilder svg, double x, double y, String anchor, String words) {
    svg.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>"
            .formatted(pixel(x), pixel(y), anchor, hex(Palette.QUIET), escape(words)));
  }

  private static String pixel(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String number(double tick) {
    return new BigDecimal(String.format(Locale.ROOT, "%.6g", tick))
        .stripTrailingZeros()
        .toPlainString();
  }

  private static String hex(Color colour) {
    return String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xffffff);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /**
   * The marks of an axis: from one round number to another, in steps of 1, 2 or 5 times a power of
   * ten.
   */
  private record Scale(double from, double to, double step) {

    static Scale of(DoubleStream values) {
      var range = values.summaryStatistics();
      double low = range.getCount() == 0 ? 0 : range.getMin();
      double high = range.getCount() == 0 ? 1 : range.getMax();
      double width = high > low ? high - low : 1;
      double power = Math.pow(10, Math.floor(Math.log10(width / TICKS)));
      double multiple = width / TICKS / power;
      double step = power * (multiple <= 1 ? 1 : multiple <= 2 ? 2 : multiple <= 5 ? 5 : 10);
      double from = Math.floor(low / step) * step;
      return new Scale(from, Math.max(Math.ceil(high / step) * step, from + step), step);
    }

    double share(double value) {
      return (value - from) / (to - from);
    }

    double[] ticks() {
      int steps = (int) Math.round((to - from) / step);
      return IntStream.rangeClosed(0, steps).mapToDouble(i -> from + i * step).toArray();
    }
  }
}
