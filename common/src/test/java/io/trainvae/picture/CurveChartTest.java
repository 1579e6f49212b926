package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.error.JobException;
import io.trainvae.picture.CurveChart.Curve;
import io.trainvae.picture.CurveChart.Panel;
import io.trainvae.picture.CurveChart.Words;
import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveChartTest {
  private static final Color FIRST = Palette.ofClass(0);
  private static final Color SECOND = Palette.ofClass(1);
  private static final Curve LOW = new Curve(new double[] {1, 2, 3}, new double[] {5, 4, 4});
  private static final Curve HIGH = new Curve(new double[] {1, 2, 3}, new double[] {9, 8, 8});
  private static final Curve NOWHERE = new Curve(new double[0], new double[0]);

  private static Decoded chart(Panel... panels) {
    return Decoded.png(
        CurveChart.png(new Words("Losses", "nats"), List.of("a", "b"), List.of(panels)));
  }

  @Test
  void panelsShareColoursAndValues() {
    Decoded chart =
        chart(new Panel("epochs", List.of(LOW, HIGH)), new Panel("MB", List.of(NOWHERE, HIGH)));
    int half = chart.width() / 2;

    assertThat(chart.meanRow(SECOND, 150, 840)).isLessThan(chart.meanRow(FIRST, 150, 840) - 100);
    assertThat(chart.count(FIRST, half, 150, chart.width(), 840)).isZero();
    assertThat(chart.count(SECOND, 0, 150, half, 840)).isGreaterThan(1000);
    assertThat(chart.meanRow(SECOND, half, chart.width()))
        .isCloseTo(chart.meanRow(SECOND, 150, half), within(20.0));
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    assertThatThrownBy(() -> chart(new Panel("epochs", List.of(LOW))))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot draw 1 curves over epochs: expected 2, one for each name");
    Curve broken = new Curve(new double[] {1}, new double[] {Double.NaN});
    assertThatThrownBy(() -> chart(new Panel("MB", List.of(LOW, broken))))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot draw b over MB: a value is not finite");
    Curve uneven = new Curve(new double[] {1}, new double[0]);
    assertThatThrownBy(() -> chart(new Panel("MB", List.of(uneven, LOW))))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot draw a over MB: met 1 x and 0 y, expected as many");
  }
}
