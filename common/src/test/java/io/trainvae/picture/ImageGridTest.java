package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.JobException;
import io.trainvae.model.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageGridTest {
  private static final int MARGIN = SheetPainter.MARGIN;
  private static final int GAP = SheetPainter.GAP;

  /** A different level for each pixel. */
  private static float[] levels(int count) {
    float[] pixels = new float[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = 10 * i / 255f;
    }
    return pixels;
  }

  @Test
  void everyPixelStandsWhereItBelongs() {
    int scale = 4;
    Decoded sheet =
        Decoded.png(ImageGrid.ofPixels(levels(18), Shape.grey(2, 3), 2).scale(scale).png());

    assertThat(sheet.width()).isEqualTo(2 * MARGIN + 2 * 3 * scale + GAP);
    assertThat(sheet.height()).isEqualTo(2 * MARGIN + 2 * 2 * scale + GAP);
    for (int i = 0; i < 18; i++) {
      int left = MARGIN + i / 6 % 2 * (3 * scale + GAP) + i % 3 * scale;
      int top = MARGIN + i / 12 * (2 * scale + GAP) + i % 6 / 3 * scale;
      assertThat(sheet.grey(left, top)).as("pixel %d", i).isEqualTo(10 * i);
      assertThat(sheet.grey(left + scale - 1, top + scale - 1)).as("pixel %d", i).isEqualTo(10 * i);
    }
  }

  @Test
  void gapsAndUnusedCellsShowThePaper() {
    Decoded sheet =
        Decoded.png(ImageGrid.ofPixels(new float[18], Shape.grey(2, 3), 2).scale(4).png());
    int paper = sheet.grey(0, 0);

    assertThat(paper).isGreaterThan(0);
    assertThat(sheet.grey(MARGIN + 12, MARGIN)).isEqualTo(paper);
    assertThat(sheet.grey(MARGIN + 12 + GAP + 3, MARGIN + 8 + GAP + 3)).isEqualTo(paper);
  }

  @Test
  void logitsGoThroughTheSigmoid() {
    float log3 = (float) Math.log(3);
    float[] logits = {0, log3, -log3, Float.POSITIVE_INFINITY, -1000};
    Decoded sheet = Decoded.png(ImageGrid.ofLogits(logits, Shape.grey(1, 5), 1).scale(1).png());

    int[] greys = new int[5];
    for (int i = 0; i < 5; i++) {
      greys[i] = sheet.grey(MARGIN + i, MARGIN);
    }
    assertThat(greys).containsExactly(128, 191, 64, 255, 0);
  }

  @Test
  void pixelsBeyondTheRangeAreCutOff() {
    Decoded sheet =
        Decoded.png(ImageGrid.ofPixels(new float[] {-1, 2}, Shape.grey(1, 2), 1).scale(1).png());

    assertThat(sheet.grey(MARGIN, MARGIN)).isZero();
    assertThat(sheet.grey(MARGIN + 1, MARGIN)).isEqualTo(255);
  }

  @Test
  void smallImagesAreEnlargedAndLargeOnesAreNot() {
    assertThat(Decoded.png(ImageGrid.ofPixels(new float[784], Shape.grey(28, 28), 1).png()).width())
        .isEqualTo(2 * MARGIN + 4 * 28);
    assertThat(
            Decoded.png(ImageGrid.ofPixels(new float[400 * 784], Shape.grey(28, 28), 20).png())
                .width())
        .isEqualTo(2 * MARGIN + 20 * 56 + 19 * GAP);
    assertThat(
            Decoded.png(
                    ImageGrid.ofPixels(new float[10 * 128 * 128], Shape.grey(128, 128), 10).png())
                .width())
        .isEqualTo(2 * MARGIN + 10 * 128 + 9 * GAP);
  }

  @Test
  void wordsMakeRoomAndLeaveTheImagesAlone() {
    ImageGrid plain = ImageGrid.ofPixels(levels(18), Shape.grey(2, 3), 3).scale(20);
    ImageGrid lettered =
        plain
            .title("epoch 3")
            .columnHeadings(List.of("a", "b", "c"))
            .xAxis("latent 0", -1, 0, 1)
            .yAxis("latent 1", 0.5);
    Decoded before = Decoded.png(plain.png());
    Decoded after = Decoded.png(lettered.png());
    int dx = after.width() - before.width();
    int dy = 2 * 34;

    assertThat(after.height()).isEqualTo(before.height() + 4 * 34);
    assertThat(dx).isGreaterThan(34);
    for (int i = 0; i < 3; i++) {
      int x = MARGIN + 5 + i * (60 + GAP);
      assertThat(after.grey(x + dx, MARGIN + 5 + dy)).isEqualTo(before.grey(x, MARGIN + 5));
    }
  }

  @Test
  void everyGroupOfRowsMayHaveHeadings() {
    ImageGrid plain = ImageGrid.ofPixels(levels(24), Shape.grey(2, 3), 1).scale(20).rowsTogether(2);
    Decoded before = Decoded.png(plain.png());
    Decoded after = Decoded.png(plain.groupHeadings(List.of(List.of("a"), List.of("b"))).png());
    int room = 34;
    int inSecondGroup = MARGIN + 2 * (40 + GAP) + 16 + 5;

    assertThat(after.height()).isEqualTo(before.height() + 2 * room);
    assertThat(after.grey(MARGIN + 5, MARGIN + room + 5))
        .isEqualTo(before.grey(MARGIN + 5, MARGIN + 5));
    assertThat(after.grey(MARGIN + 5, inSecondGroup + 2 * room))
        .isEqualTo(before.grey(MARGIN + 5, inSecondGroup))
        .isEqualTo(120);
  }

  @Test
  void minusSignsOfTicksAreDrawn() {
    ImageGrid sheet = ImageGrid.ofPixels(new float[784], Shape.grey(28, 28), 1);
    byte[] negative = sheet.xAxis("", -1).png();
    byte[] positive = sheet.xAxis("", 1).png();
    byte[] almostZero = sheet.xAxis("", -0.001).png();

    assertThat(negative).isNotEqualTo(positive);
    assertThat(almostZero).isEqualTo(sheet.xAxis("", 0).png());
  }

  @Test
  void sameInputGivesTheSameBytes() {
    byte[] first = ImageGrid.ofPixels(levels(18), Shape.grey(2, 3), 2).title("one").png();
    byte[] second = ImageGrid.ofPixels(levels(18), Shape.grey(2, 3), 2).title("one").png();

    assertThat(first).isEqualTo(second);
  }

  @Test
  void refusesNan() {
    float[] pixels = new float[12];
    pixels[7] = Float.NaN;

    assertThatThrownBy(() -> ImageGrid.ofPixels(pixels, Shape.grey(2, 3), 2))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot draw image 1 of a sheet: its pixel 1 is NaN, expected a number");
  }

  @Test
  void refusesHalfAnImage() {
    assertThatThrownBy(() -> ImageGrid.ofPixels(new float[9], Shape.grey(2, 3), 2))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot draw a sheet of 9 pixels: expected one or more images of 2 x 3");
  }

  @Test
  void refusesNoColumns() {
    assertThatThrownBy(() -> ImageGrid.ofPixels(new float[6], Shape.grey(2, 3), 0))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot draw a sheet of 2 x 3 images in 0 columns: expected at least 1 of each");
  }
}
