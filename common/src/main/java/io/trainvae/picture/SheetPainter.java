package io.trainvae.picture;

import static io.trainvae.picture.Lettering.Align.CENTRE;
import static io.trainvae.picture.Lettering.Align.LEFT;
import static io.trainvae.picture.Lettering.Align.RIGHT;

import io.trainvae.picture.ImageGrid.Captions;
import io.trainvae.picture.ImageGrid.Tiles;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/**
 * Lays out and draws an {@link ImageGrid}. Words and paper are grey, so that 256 levels are enough
 * for a file of grey images.
 */
final class SheetPainter {
  static final int MARGIN = 24;
  static final int GAP = 2;

  private static final int GROUP_GAP = 16;
  private static final int TEXT = 20;
  private static final int TEXT_ROOM = 34;
  private static final int SPACE = 12;
  private static final Color PAPER = new Color(0x1a1a1a);
  private static final Color STRONG = new Color(0xf2f2f2);
  private static final Color QUIET = new Color(0xb0b0b0);

  private final Tiles tiles;
  private final Captions captions;
  private final int scale;

  SheetPainter(Tiles tiles, Captions captions, int scale) {
    this.tiles = tiles;
    this.captions = captions;
    this.scale = scale;
  }

  BufferedImage paint() {
    int right = columnX(tiles.columns() - 1) + cellWidth();
    int bottom = rowY(tiles.rows() - 1) + cellHeight();
    int below = room(!captions.below().isEmpty()) + room(!captions.xName().isEmpty());
    BufferedImage sheet =
        Canvas.draw(right + MARGIN, bottom + below + MARGIN, PAPER, g -> letter(g, right, bottom));
    for (int i = 0; i < tiles.count(); i++) {
      paintTile(sheet, i);
    }
    return sheet;
  }

  private void paintTile(BufferedImage sheet, int index) {
    int left = columnX(index % tiles.columns());
    int top = rowY(index / tiles.columns());
    int first = index * tiles.image().size();
    int[] row = new int[cellWidth()];
    for (int y = 0; y < tiles.image().height(); y++) {
      fillRow(row, first + y * tiles.image().width() * tiles.image().channels());
      for (int i = 0; i < scale; i++) {
        sheet.getRaster().setDataElements(left, top + y * scale + i, row.length, 1, row);
      }
    }
  }

  /**
   * @param row becomes pixels of a sheet, {@code scale} for each of the image's
   * @param first of the image's row, in the tiles' pixels
   */
  private void fillRow(int[] row, int first) {
    int channels = tiles.image().channels();
    for (int x = 0; x < tiles.image().width(); x++) {
      Arrays.fill(row, x * scale, (x + 1) * scale, rgb(first + x * channels, channels));
    }
  }

  private int rgb(int pixel, int channels) {
    int rgb = 0;
    for (int i = 0; i < 3; i++) {
      rgb = rgb << 8 | GreyLevels.ofPixel(tiles.pixels()[pixel + Math.min(i, channels - 1)]);
    }
    return rgb;
  }

  private void letter(Graphics2D g, int right, int bottom) {
    g.setColor(STRONG);
    Lettering.draw(g, captions.title(), columnX(0), MARGIN + TEXT, TEXT * 1.2, LEFT);
    g.setColor(QUIET);
    for (int group = 0; group < captions.above().size(); group++) {
      int row = group * tiles.rowsTogether();
      if (row < tiles.rows()) {
        letterColumns(g, captions.above().get(group), rowY(row) - SPACE);
      }
    }
    letterColumns(g, captions.below(), bottom + TEXT_ROOM - SPACE / 2);
    letterRows(g);
    letterNames(g, right, bottom);
  }

  private void letterColumns(Graphics2D g, List<String> words, int baseline) {
    int step = stepFor(widest(words), cellWidth() + GAP);
    for (int i = 0; i < Math.min(words.size(), tiles.columns()); i += step) {
      int middle = columnX(i) + cellWidth() / 2;
      Lettering.draw(g, words.get(i), middle, baseline, TEXT, CENTRE);
    }
  }

  private void letterRows(Graphics2D g) {
    int step = stepFor(TEXT, cellHeight() + GAP);
    for (int i = 0; i < Math.min(captions.beside().size(), tiles.rows()); i += step) {
      double middle = rowY(i) + cellHeight() / 2.0;
      Lettering.drawBeside(g, captions.beside().get(i), columnX(0) - SPACE, middle, TEXT, RIGHT);
    }
  }

  private void letterNames(Graphics2D g, int right, int bottom) {
    double middleX = (columnX(0) + right) / 2.0;
    double nameLine = bottom + TEXT_ROOM * 2 - SPACE / 2.0;
    Lettering.draw(g, captions.xName(), middleX, nameLine, TEXT, CENTRE);
    Lettering.drawUpwards(g, captions.yName(), MARGIN + TEXT / 2.0, (rowY(0) + bottom) / 2.0, TEXT);
  }

  /** Every how manyth word has room. */
  private static int stepFor(double size, int room) {
    return Math.max(1, (int) Math.ceil((size + 4) / room));
  }

  private int columnX(int column) {
    double words = widest(captions.beside());
    int left = (words == 0 ? 0 : (int) Math.ceil(words) + SPACE) + room(hasYName());
    return MARGIN + left + column * (cellWidth() + GAP);
  }

  private int rowY(int row) {
    int group = row / tiles.rowsTogether();
    int gaps = tiles.rowsTogether() > 1 ? group * GROUP_GAP : 0;
    int headings = Math.min(group + 1, captions.above().size()) * TEXT_ROOM;
    int top = MARGIN + room(!captions.title().isEmpty()) + headings;
    return top + row * (cellHeight() + GAP) + gaps;
  }

  private boolean hasYName() {
    return !captions.yName().isEmpty();
  }

  private static int room(boolean taken) {
    return taken ? TEXT_ROOM : 0;
  }

  private static double widest(List<String> words) {
    return words.stream().mapToDouble(w -> Lettering.width(w, TEXT)).max().orElse(0);
  }

  private int cellWidth() {
    return tiles.image().width() * scale;
  }

  private int cellHeight() {
    return tiles.image().height() * scale;
  }
}
