package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.error.JobException;
import io.trainvae.picture.BarChart.Part;
import io.trainvae.picture.BarChart.Words;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BarChartTest {
  private static final Words WORDS = new Words("Classes", "nats per image", "class");
  private static final Color LOWER = new Color(0x56b4e9);
  private static final Color UPPER = new Color(0x009e73);

  private static Decoded chart(List<String> names, Part... parts) {
    return Decoded.png(BarChart.png(WORDS, names, List.of(parts)));
  }

  /** Pixels of a colour in each of this many equal strips, below the legend. */
  private static double[] strips(Decoded chart, Color colour, int count) {
    int left = 120;
    double width = (chart.width() - 32.0 - left) / count;
    return IntStream.range(0, count)
        .mapToDouble(
            i ->
                chart.count(
                    colour, (int) (left + i * width), 130, (int) (left + (i + 1) * width), 760))
        .toArray();
  }

  @Test
  void barsAreAsHighAsTheirValues() {
    double[] pixels = strips(chart(List.of("a", "b", "c"), new Part("kl", 4, 1, 0)), LOWER, 3);

    assertThat(pixels[0]).isGreaterThan(10_000);
    assertThat(pixels[1] / pixels[0]).isCloseTo(0.25, within(0.02));
    assertThat(pixels[2]).isZero();
  }

  @Test
  void partsStandUponOneAnother() {
    Decoded chart = chart(List.of("0", "1"), new Part("low", 30, 10), new Part("high", 10, 20));
    double[] low = strips(chart, LOWER, 2);
    double[] high = strips(chart, UPPER, 2);

    assertThat(low[0] / low[1]).isCloseTo(3, within(0.1));
    assertThat(high[1] / high[0]).isCloseTo(2, within(0.1));
    assertThat(chart.meanRow(UPPER, 130, 1000)).isLessThan(chart.meanRow(LOWER, 130, 1000));
  }

  @Test
  void manyBarsHaveRoom() {
    List<String> names = IntStream.range(0, 400).mapToObj(Integer::toString).toList();
    double[] values = IntStream.range(0, 400).mapToDouble(i -> 1).toArray();
    double[] pixels = strips(chart(names, new Part("kl", values)), LOWER, 4);

    assertThat(Arrays.stream(pixels).min().orElseThrow()).isGreaterThan(10_000);
  }

  @Test
  void negativeBarsHangFromTheAxis() {
    Decoded chart = chart(List.of("a", "b"), new Part("loss", 100, -50));
    double[] pixels = strips(chart, LOWER, 2);

    assertThat(pixels[0] / pixels[1]).isCloseTo(2, within(0.1));
    assertThat(chart.meanRow(LOWER, 130, 1100)).isLessThan(chart.meanRow(LOWER, 1200, 2200));
  }

  @Test
  void onlyZerosAreNoBars() {
    assertThat(strips(chart(List.of("a"), new Part("kl", 0)), LOWER, 1)).containsExactly(0);
  }

  @Test
  void refusesWhatIsNoBar() {
    assertThatThrownBy(() -> chart(List.of("a", "b"), new Part("kl", 1)))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot draw 1 values of kl as 2 bars: expected as many, and at least 1");
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> chart(List.of("a", "b"), new Part("kl", 1, value)))
          .isInstanceOf(JobException.class)
          .hasMessage("Cannot draw kl as bars: value 1 is " + value + ", expected a finite number");
    }
    assertThatThrownBy(
            () -> chart(List.of("a", "b"), new Part("low", 1, 1), new Part("high", 1, -1)))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot draw high as bars: value 1 is -1.0, expected 0 or more");
  }
}
