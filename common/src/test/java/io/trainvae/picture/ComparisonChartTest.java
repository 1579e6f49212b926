package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.metrics.MetricRow;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ComparisonChartTest {
  private static final int FIRST_PANEL = 700;

  private static ComparisonChart.Curves run(String name, double... negElbo) {
    List<MetricRow> rows = new ArrayList<>();
    for (int i = 0; i < negElbo.length; i++) {
      rows.add(new MetricRow(name, i + 1, i, "train", "neg_elbo", negElbo[i], Instant.EPOCH));
    }
    return new ComparisonChart.Curves(name, rows);
  }

  private static BufferedImage image(List<ComparisonChart.Curves> runs) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(ComparisonChart.png(runs, "nats per image")));
  }

  /** Rows of pixels below the legend, in the first panel, that have a colour. */
  private static int[] rows(BufferedImage image, int legend, Color colour) {
    return IntStream.range(legend, image.getHeight())
        .filter(
            y ->
                IntStream.range(0, FIRST_PANEL)
                    .anyMatch(x -> image.getRGB(x, y) == colour.getRGB()))
        .toArray();
  }

  private static int legend(int runs) {
    return 2 * (16 + 24 * runs);
  }

  @Test
  void everyRunHasItsCurveAndLowerLossesLieLower() throws IOException {
    BufferedImage image = image(List.of(run("a", 120, 110, 105), run("b", 119, 109, 100)));
    int[] a = rows(image, legend(2), Palette.ofClass(0));
    int[] b = rows(image, legend(2), Palette.ofClass(1));

    assertThat(a).isNotEmpty();
    assertThat(b[b.length - 1]).isGreaterThan(a[a.length - 1]);
  }

  @Test
  void aFirstEpochFarAboveDoesNotPressTheRestTogether() throws IOException {
    BufferedImage image =
        image(List.of(run("a", 10_000, 104, 103, 102), run("b", 9_000, 103, 102, 101)));
    int[] a = rows(image, legend(2), Palette.ofClass(0));
    int[] b = rows(image, legend(2), Palette.ofClass(1));

    // One nat between the last values: of 10,000 it would be less than a pixel.
    assertThat(b[b.length - 1] - a[a.length - 1]).isGreaterThan(20);
  }

  @Test
  void aSingleEpochIsSeen() throws IOException {
    BufferedImage image = image(List.of(run("a", 120), run("b", 110)));

    assertThat(rows(image, legend(2), Palette.ofClass(0))).isNotEmpty();
  }

  @Test
  void theLegendGrowsWithTheRuns() throws IOException {
    List<ComparisonChart.Curves> twelve =
        IntStream.range(0, 12).mapToObj(i -> run("run " + i, 120 - i, 110 - i)).toList();

    assertThat(image(twelve).getHeight() - image(twelve.subList(0, 2)).getHeight())
        .isEqualTo(legend(12) - legend(2));
  }

  @Test
  void runsWithoutMetricsAreNamedOnly() throws IOException {
    BufferedImage image = image(List.of(run("a"), run("b")));

    assertThat(rows(image, 0, Palette.ofClass(1))).isNotEmpty();
    assertThat(rows(image, legend(2), Palette.ofClass(1))).isEmpty();
  }
}
