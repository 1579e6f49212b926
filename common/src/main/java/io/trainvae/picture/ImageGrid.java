package io.trainvae.picture;

import io.trainvae.error.JobException;
import io.trainvae.model.Shape;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A sheet of images, grey or in colour, row by row from the top left, white on black, each pixel
 * enlarged by a whole factor.
 *
 * <p>Immutable; the methods that name headings and axes return a new sheet.
 */
public final class ImageGrid {
  private final Tiles tiles;
  private final Captions captions;
  private final int scale;

  /**
   * The images of a sheet.
   *
   * @param pixels {@code [count, height, width, channels]} in [0, 1]
   * @param columns images next to each other
   * @param rowsTogether rows that belong together; a wider gap follows them
   */
  record Tiles(float[] pixels, Shape image, int columns, int rowsTogether) {
    int count() {
      return pixels.length / image.size();
    }

    int rows() {
      return (count() + columns - 1) / columns;
    }
  }

  /**
   * The words around a sheet; empty where there are none.
   *
   * @param above of each group of rows, from the first, the headings of its columns
   * @param beside headings or latent values of the rows
   * @param below latent values of the columns
   */
  record Captions(
      String title,
      List<List<String>> above,
      List<String> beside,
      List<String> below,
      String xName,
      String yName) {
    static final Captions NONE = new Captions("", List.of(), List.of(), List.of(), "", "");
  }

  private ImageGrid(Tiles tiles, Captions captions, int scale) {
    this.tiles = tiles;
    this.captions = captions;
    this.scale = scale;
  }

  /**
   * A sheet of images as they are stored.
   *
   * @param pixels {@code [count, height, width, channels]} in [0, 1]; what lies beyond is cut off
   * @throws JobException if a pixel is not a number, or if there is no whole number of images
   */
  public static ImageGrid ofPixels(float[] pixels, Shape image, int columns) {
    check(pixels, image, columns);
    Tiles tiles = new Tiles(pixels.clone(), image, columns, 1);
    return new ImageGrid(tiles, Captions.NONE, scaleFor(columns * image.width()));
  }

  /**
   * A sheet of decoded images.
   *
   * @param logits {@code [count, height, width, channels]}, drawn as their sigmoid
   * @throws JobException if a logit is not a number, or if there is no whole number of images
   */
  public static ImageGrid ofLogits(float[] logits, Shape image, int columns) {
    float[] pixels = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      pixels[i] = GreyLevels.sigmoid(logits[i]);
    }
    return ofPixels(pixels, image, columns);
  }

  /**
   * A grid with each pixel drawn as {@code scale x scale} pixels; otherwise grids are about 1100
   * pixels wide.
   */
  public ImageGrid scale(int scale) {
    return new ImageGrid(tiles, captions, scale);
  }

  public ImageGrid title(String title) {
    Captions c = captions;
    return with(new Captions(title, c.above, c.beside, c.below, c.xName, c.yName));
  }

  public ImageGrid columnHeadings(List<String> headings) {
    return groupHeadings(List.of(headings));
  }

  /** Headings of the columns of each group of rows, from the first, which {@link #rowsTogether}. */
  public ImageGrid groupHeadings(List<List<String>> headings) {
    Captions c = captions;
    return with(new Captions(c.title, headings, c.beside, c.below, c.xName, c.yName));
  }

  public ImageGrid rowHeadings(List<String> headings) {
    Captions c = captions;
    return with(new Captions(c.title, c.above, headings, c.below, c.xName, c.yName));
  }

  /** The value of each column, from the left. */
  public ImageGrid xAxis(String name, double... values) {
    Captions c = captions;
    return with(new Captions(c.title, c.above, c.beside, ticks(values), name, c.yName));
  }

  /** The value of each row, from the top. */
  public ImageGrid yAxis(String name, double... values) {
    Captions c = captions;
    return with(new Captions(c.title, c.above, ticks(values), c.below, c.xName, name));
  }

  /** Adds a wider gap after every group of this many rows. */
  public ImageGrid rowsTogether(int rows) {
    Tiles t = tiles;
    Tiles grouped = new Tiles(t.pixels, t.image, t.columns, rows);
    return new ImageGrid(grouped, captions, scale);
  }

  /** The sheet in RGB: a frame of an {@link AnimatedGif}. */
  public BufferedImage image() {
    return new SheetPainter(tiles, captions, scale).paint();
  }

  public byte[] png() {
    BufferedImage sheet = image();
    return Canvas.png(tiles.image.channels() == 1 ? GreyLevels.compact(sheet) : sheet);
  }

  private ImageGrid with(Captions changed) {
    return new ImageGrid(tiles, changed, scale);
  }

  private static List<String> ticks(double... values) {
    return DoubleStream.of(values).mapToObj(ImageGrid::tick).toList();
  }

  /** Two decimals, with a true minus sign; no minus sign if the value rounds to 0. */
  private static String tick(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.equals("-0.00") ? "0.00" : text.replace('-', '\u2212');
  }

  private static int scaleFor(int width) {
    return Math.max(1, Math.min(4, Math.round(1100f / width)));
  }

  private static void check(float[] pixels, Shape image, int columns) {
    if (image.height() < 1 || image.width() < 1 || columns < 1) {
      throw JobException.failed(
          "Cannot draw a sheet of %d x %d images in %d columns: expected at least 1 of each"
              .formatted(image.height(), image.width(), columns));
    }
    if (pixels.length == 0 || pixels.length % image.size() != 0) {
      throw JobException.failed(
          "Cannot draw a sheet of %d pixels: expected one or more images of %d x %d"
              .formatted(pixels.length, image.height(), image.width()));
    }
    IntStream.range(0, pixels.length)
        .filter(i -> Float.isNaN(pixels[i]))
        .findFirst()
        .ifPresent(i -> refuseNan(i, image.size()));
  }

  private static void refuseNan(int index, int imageSize) {
    throw JobException.failed(
        "Cannot draw image %d of a sheet: its pixel %d is NaN, expected a number"
            .formatted(index / imageSize, index % imageSize));
  }
}
