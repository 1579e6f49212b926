package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.metrics.MetricNames;
import io.trainvae.metrics.MetricRow;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DisagreementChartTest {
  private static MetricRow row(int epoch, String metric, double value) {
    return new MetricRow("run", epoch, epoch, "train", metric, value, Instant.EPOCH);
  }

  @Test
  void theCurveFallsAsItsValuesDo() {
    List<MetricRow> falling =
        IntStream.rangeClosed(1, 60)
            .mapToObj(epoch -> row(epoch, MetricNames.DISAGREEMENT, 0.2 / epoch))
            .toList();
    Decoded chart = Decoded.png(DisagreementChart.png(falling).orElseThrow());
    assertThat(chart.width()).isEqualTo(2240);
    assertThat(chart.height()).isEqualTo(600);
    assertThat(chart.meanRow(Palette.TRAIN, 140, 400))
        .isLessThan(chart.meanRow(Palette.TRAIN, 1200, 2100));
  }

  @Test
  void oneEpochIsAPoint() {
    List<MetricRow> one = List.of(row(1, MetricNames.DISAGREEMENT, 0.2));
    Decoded chart = Decoded.png(DisagreementChart.png(one).orElseThrow());
    assertThat(chart.count(Palette.TRAIN)).isBetween(60L, 200L);
  }

  @Test
  void withoutTheFigureThereIsNoChart() {
    assertThat(DisagreementChart.png(List.of(row(1, "neg_elbo", 100)))).isEmpty();
  }
}
