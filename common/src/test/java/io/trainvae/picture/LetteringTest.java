package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.picture.Lettering.Align;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import org.junit.jupiter.api.Test;

class LetteringTest {
  @Test
  void digitsAreAllEquallyWide() {
    for (char digit = '1'; digit <= '9'; digit++) {
      assertThat(Lettering.width("" + digit, 10)).isEqualTo(Lettering.width("0", 10));
    }
  }

  @Test
  void capitalLettersStandOnTheBaseLineAndAreAsHighAsTheyShould() {
    Rectangle2D bounds = Lettering.outline("E", 5, 100, 20).getBounds2D();

    assertThat(bounds.getMaxY()).isEqualTo(100);
    assertThat(bounds.getHeight()).isCloseTo(20 * Lettering.CAP_HEIGHT, within(0.01));
    assertThat(bounds.getMinX()).isBetween(5.0, 8.0);
  }

  @Test
  void widthGrowsWithSizeAndLetters() {
    assertThat(Lettering.width("ab", 20)).isEqualTo(2 * Lettering.width("ba", 10));
    assertThat(Lettering.width("", 20)).isZero();
  }

  @Test
  void unknownCharactersAreQuestionMarks() {
    Rectangle2D unknown = Lettering.outline("\ud83d\ude00", 0, 0, 20).getBounds2D();

    assertThat(unknown).isEqualTo(Lettering.outline("?", 0, 0, 20).getBounds2D());
  }

  @Test
  void alignmentPutsInkOnTheSideAskedFor() {
    for (Align align : Align.values()) {
      Decoded image =
          new Decoded(
              Canvas.draw(
                  200,
                  40,
                  Color.BLACK,
                  g -> {
                    g.setColor(Color.WHITE);
                    Lettering.draw(g, "HHHH", 100, 30, 20, align);
                  }));
      boolean left = image.count(Color.WHITE, 0, 0, 95, 40) > 0;
      boolean right = image.count(Color.WHITE, 105, 0, 200, 40) > 0;

      assertThat(left).isEqualTo(align != Align.LEFT);
      assertThat(right).isEqualTo(align != Align.RIGHT);
    }
  }
}
