package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.JobException;
import java.awt.Color;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LatentScatterTest {
  /** The colour of a class on white, as translucent as points are. */
  private static Color blended(int label, Decoded scatter) {
    Color full = Palette.ofClass(label);
    for (Color candidate : neighbours(full)) {
      if (scatter.count(candidate) > 20) {
        return candidate;
      }
    }
    throw new AssertionError("no points of class " + label);
  }

  /** A third of white, up to the rounding of the blending. */
  private static Set<Color> neighbours(Color full) {
    Set<Color> colours = new HashSet<>();
    for (int d = 0; d < 27; d++) {
      colours.add(
          new Color(
              mix(full.getRed(), d % 3 - 1),
              mix(full.getGreen(), d / 3 % 3 - 1),
              mix(full.getBlue(), d / 9 - 1)));
    }
    return colours;
  }

  private static int mix(int level, int off) {
    return Math.min(255, Math.round(level * 2 / 3f + 85) + off);
  }

  @Test
  @Tag("long")
  void pointsStandWhereTheirValuesSay() {
    // The last of each class pulls its name away from the others.
    float[] x = {-2, 2, 2, -2, 0, 0};
    float[] y = {-2, -2, 2, 2, 2, 0};
    int[] labels = {0, 1, 2, 3, 2, 2};
    Decoded scatter = Decoded.png(LatentScatter.png(x, y, labels, "latent 0", "latent 1"));
    Color two = blended(2, scatter);
    int plotRight = scatter.width() - 200;
    int middleX = plotRight / 2;

    assertThat(scatter.count(two, middleX + 200, 0, plotRight, 300)).isPositive();
    assertThat(scatter.count(two, 0, 0, middleX - 200, scatter.height())).isZero();
    assertThat(scatter.count(two, 0, 900, scatter.width(), scatter.height())).isZero();
  }

  @Test
  void bothAxesHaveTheSameScale() {
    float[] x = {-2, 2, 0, 0, 0};
    float[] y = {0, 0, -2, 2, 0};
    Decoded scatter = Decoded.png(LatentScatter.png(x, y, new int[] {2, 2, 2, 2, 2}, "a", "b"));
    Color colour = blended(2, scatter);
    int[] box = boxOf(scatter, colour, scatter.width() - 200);

    assertThat(box[2] - box[0]).isBetween(box[3] - box[1] - 2, box[3] - box[1] + 2);
  }

  private static int[] boxOf(Decoded picture, Color colour, int right) {
    int[] box = {Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0};
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < right; x++) {
        if (picture.rgb(x, y) == (colour.getRGB() & 0xffffff)) {
          box[0] = Math.min(box[0], x);
          box[1] = Math.min(box[1], y);
          box[2] = Math.max(box[2], x);
          box[3] = Math.max(box[3], y);
        }
      }
    }
    return box;
  }

  @Test
  void legendNamesEachClassThatThereIs() {
    float[] at = {0, 1, 2};
    Decoded scatter = Decoded.png(LatentScatter.png(at, at, new int[] {0, 4, 9}, "a", "b"));
    int legend = scatter.width() - 168;

    for (int label = 0; label < 10; label++) {
      long pixels =
          scatter.count(Palette.ofClass(label), legend, 0, scatter.width(), scatter.height());
      assertThat(pixels > 100).as("class %d", label).isEqualTo(Set.of(0, 4, 9).contains(label));
    }
  }

  @Test
  void fortyClassesAllLookDifferent() {
    Set<String> looks = new HashSet<>();
    for (int label = 0; label < 40; label++) {
      looks.add(Palette.ofClass(label) + " " + Palette.markOfClass(label, 10).getBounds2D());
    }
    assertThat(looks).hasSize(40);
  }

  @Test
  void onePointIsEnough() {
    float[] one = {0.25f};
    Decoded scatter = Decoded.png(LatentScatter.png(one, one, new int[] {7}, "a", "b"));

    assertThat(scatter.width()).isEqualTo(1448);
    assertThat(scatter.height()).isEqualTo(1280);
  }

  @Test
  void refusesUnequalLengths() {
    assertThatThrownBy(() -> LatentScatter.png(new float[2], new float[2], new int[3], "a", "b"))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot draw a scatter of 2 x, 2 y and 3 labels: expected as many of each, and at"
                + " least 1");
  }

  @Test
  void refusesNan() {
    float[] bad = {0, Float.NaN};

    assertThatThrownBy(() -> LatentScatter.png(bad, new float[2], new int[2], "a", "b"))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot draw a scatter: point 1 is (NaN, 0.0), expected finite numbers");
  }
}
