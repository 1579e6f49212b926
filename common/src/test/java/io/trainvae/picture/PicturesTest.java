package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.RunConfig.Direction;
import io.trainvae.config.RunConfig.Spacing;
import io.trainvae.error.JobException;
import io.trainvae.model.Shape;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PicturesTest {
  private static final int PIXELS = 28 * 28;
  private static final Shape IMAGE = Shape.grey(28, 28);
  private static final int CELL = 4 * 28;

  @Test
  void originalsStandAboveTheirReconstructions() {
    float[] originals = new float[4 * PIXELS];
    float[] logits = new float[4 * PIXELS];
    for (int image = 0; image < 4; image++) {
      Arrays.fill(originals, image * PIXELS, (image + 1) * PIXELS, 0.2f * image);
      Arrays.fill(logits, image * PIXELS, (image + 1) * PIXELS, (float) Math.log(1 + image));
    }
    Decoded sheet = Decoded.png(Pictures.reconstructions(originals, logits, IMAGE, 2));
    int right = sheet.width() - SheetPainter.MARGIN - CELL / 2;
    int left = right - CELL - SheetPainter.GAP;
    int[] rows = {70, 70 + CELL, 70 + 2 * CELL + 16, 70 + 3 * CELL + 16};

    assertThat(greys(sheet, left, rows)).containsExactly(0, 128, 102, 191);
    assertThat(greys(sheet, right, rows)).containsExactly(51, 170, 153, 204);
  }

  private static int[] greys(Decoded sheet, int x, int... rows) {
    return IntStream.of(rows).map(y -> sheet.grey(x, y)).toArray();
  }

  @Test
  void refusesUnequalPairs() {
    assertThatThrownBy(
            () -> Pictures.reconstructions(new float[PIXELS], new float[2 * PIXELS], IMAGE, 1))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot draw 784 pixels above 1568 reconstructed ones: expected as many, in whole rows"
                + " of 784");
  }

  @Test
  void latentGridHasItsPointsInOrder() {
    LatentPlane plane = LatentPlane.square(0, 1, 3, 1, Spacing.LINEAR, Direction.UPWARDS);
    float[] logits = new float[9 * PIXELS];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i / PIXELS == 2 ? 100 : -100;
    }
    Decoded grid = Decoded.png(Pictures.latentGrid(logits, IMAGE, plane, ""));

    assertThat(grid.grey(grid.width() - SheetPainter.MARGIN - 50, SheetPainter.MARGIN + 50))
        .isEqualTo(255);
    assertThat(grid.grey(grid.width() - SheetPainter.MARGIN - 50, SheetPainter.MARGIN + 50 + CELL))
        .isZero();
  }

  /** The greys of the middles of all tiles of a sheet that ends at the right and lower margin. */
  private static int[][] tiles(Decoded sheet, int rows, int columns, int below) {
    int[][] greys = new int[rows][columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int step = CELL + SheetPainter.GAP;
        int x = sheet.width() - SheetPainter.MARGIN - CELL / 2 - (columns - 1 - column) * step;
        int y = sheet.height() - SheetPainter.MARGIN - below - CELL / 2 - (rows - 1 - row) * step;
        greys[row][column] = sheet.grey(x, y);
      }
    }
    return greys;
  }

  private static float[] plain(float... levels) {
    float[] images = new float[levels.length * PIXELS];
    for (int i = 0; i < images.length; i++) {
      images[i] = levels[i / PIXELS];
    }
    return images;
  }

  @Test
  void interpolationsLeadFromOneImageToTheOther() {
    float log3 = (float) Math.log(3);
    float[] way = plain(0, log3, -log3, -100);
    Decoded sheet =
        Decoded.png(Pictures.interpolations(plain(0.2f, 0.4f), way, plain(0.6f, 0.8f), IMAGE, 2));

    assertThat(tiles(sheet, 2, 4, 0))
        .isEqualTo(new int[][] {{51, 128, 191, 153}, {102, 64, 0, 204}});
  }

  @Test
  void refusesInterpolationsOfOtherCounts() {
    assertThatThrownBy(() -> Pictures.interpolations(plain(0), plain(0, 0), plain(0), IMAGE, 3))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot draw 1568 pixels between 784 and 784: expected as many before as behind, and 3"
                + " images between");
  }

  @Test
  void traversalsHaveARowForEachDimension() {
    float log3 = (float) Math.log(3);
    Decoded sheet =
        Decoded.png(
            Pictures.traversals(
                plain(-100, 0, 100, -log3, 0, log3), IMAGE, List.of("a", "b"), -3, 0, 3));

    assertThat(tiles(sheet, 2, 3, 2 * 34)).isEqualTo(new int[][] {{0, 128, 255}, {64, 128, 191}});
  }

  @Test
  void classesHaveARowEach() {
    Decoded sheet =
        Decoded.png(Pictures.classRows(plain(-100, 0, 0, 100), IMAGE, List.of("0", "1")));

    assertThat(tiles(sheet, 2, 2, 0)).isEqualTo(new int[][] {{0, 128}, {128, 255}});
  }

  @Test
  void pairsMayHaveWordsAboveThem() {
    float[] images = plain(0.2f, 0.4f, 0.6f, 0.8f);
    Decoded plain = Decoded.png(Pictures.reconstructions(images, plain(0, 0, 0, 0), IMAGE, 2));
    Decoded lettered =
        Decoded.png(
            Pictures.reconstructions(
                images, plain(0, 0, 0, 0), IMAGE, 2, List.of("a", "b", "c", "d")));

    assertThat(lettered.width()).isEqualTo(plain.width());
    assertThat(lettered.height()).isEqualTo(plain.height() + 2 * 34);
    assertThat(tiles(lettered, 2, 2, 0)).isEqualTo(new int[][] {{153, 204}, {128, 128}});
  }

  @Test
  void samplesFillTheirColumns() {
    Decoded sheet = Decoded.png(Pictures.samples(new float[100 * PIXELS], IMAGE, 10));

    assertThat(sheet.width()).isEqualTo(sheet.height()).isEqualTo(2 * 24 + 10 * CELL + 9 * 2);
  }

  @Test
  void coloursStayWhatTheyAre() throws Exception {
    Shape image = new Shape(1, 2, 3);
    float[] redAndSea = {100, -100, -100, -100, 0, 100};
    Decoded sheet = Decoded.png(Pictures.samples(redAndSea, image, 1));
    GifFilm film =
        GifFilm.read(Pictures.training(List.of(new Pictures.EpochFrame(0, redAndSea)), image, 1));
    Decoded frame = new Decoded(film.frames().get(0));
    int y = frame.height() - SheetPainter.MARGIN - 1;
    int right = frame.width() - SheetPainter.MARGIN - 1;

    assertThat(sheet.rgb(SheetPainter.MARGIN, SheetPainter.MARGIN)).isEqualTo(0xff0000);
    assertThat(sheet.rgb(SheetPainter.MARGIN + 4, SheetPainter.MARGIN)).isEqualTo(0x0080ff);
    // A GIF has 256 colours; the nearest one is a few levels away.
    assertThat(new Color(frame.rgb(SheetPainter.MARGIN, y)).getRed()).isGreaterThan(240);
    assertThat(new Color(frame.rgb(SheetPainter.MARGIN, y)).getBlue()).isLessThan(15);
    assertThat(new Color(frame.rgb(right, y)).getBlue()).isGreaterThan(240);
    assertThat(new Color(frame.rgb(right, y)).getRed()).isLessThan(15);
  }

  @Test
  @Tag("long")
  void longTrainingsAreThinnedToTheirFirstAndLastEpochs() throws Exception {
    List<Pictures.EpochFrame> frames =
        IntStream.rangeClosed(1, 100)
            .mapToObj(epoch -> new Pictures.EpochFrame(epoch, new float[] {(epoch - 50) / 10f}))
            .toList();
    GifFilm film = GifFilm.read(Pictures.training(frames, Shape.grey(1, 1), 1));
    Decoded first = new Decoded(film.frames().get(0));
    Decoded last = new Decoded(film.frames().get(59));
    int y = first.height() - SheetPainter.MARGIN - 1;

    assertThat(film.frames()).hasSize(60);
    assertThat(first.grey(SheetPainter.MARGIN, y)).isEqualTo(2);
    assertThat(last.grey(SheetPainter.MARGIN, y)).isEqualTo(253);
  }
}
