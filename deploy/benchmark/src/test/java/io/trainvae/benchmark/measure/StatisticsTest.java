package io.trainvae.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.benchmark.measure.Statistics.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
    assertThat(Statistics.median(List.of(9.0, 1.0, 2.0, 4.0))).isEqualTo(3);
    assertThat(Statistics.median(List.of(9.0, Double.NaN, 1.0, 2.0))).isEqualTo(2);
    assertThat(Statistics.median(List.of())).isNaN();
  }

  @Test
  void aLineGoesThroughItsPoints() {
    Line line = Line.through(new double[] {1, 2, 4}, new double[] {5, 7, 11});
    assertThat(line.intercept()).isCloseTo(3, within(1e-12));
    assertThat(line.slope()).isCloseTo(2, within(1e-12));
    assertThat(line.at(10)).isCloseTo(23, within(1e-12));
  }

  @Test
  void figuresHaveThreeDigits() {
    assertThat(Figure.of(1.23456)).isEqualTo("1.23");
    assertThat(Figure.of(0.012345)).isEqualTo("0.0123");
    assertThat(Figure.of(12.345)).isEqualTo("12.3");
    assertThat(Figure.of(54321)).isEqualTo("54,321");
    assertThat(Figure.of(0)).isEqualTo("0");
    assertThat(Figure.of(Double.NaN)).isEqualTo("-");
    assertThat(Figure.percent(0.256)).isEqualTo("26 %");
  }
}
