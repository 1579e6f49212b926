package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.metrics.MetricRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossChartTest {
  private static final int PANEL = 2240 / 3;

  private static MetricRow row(int epoch, String split, String metric, double value) {
    return new MetricRow("run", epoch, epoch, split, metric, value, Instant.EPOCH);
  }

  private static List<MetricRow> falling(int epochs, String split) {
    List<MetricRow> rows = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      rows.add(row(epoch, split, "neg_elbo", 100 + 60.0 / epoch));
      rows.add(row(epoch, split, "reconstruction", 80 + 60.0 / epoch));
      rows.add(row(epoch, split, "kl", 20 + epoch));
    }
    return rows;
  }

  private static Decoded chart(List<MetricRow> rows) {
    return Decoded.png(LossChart.png(rows, "nats per image"));
  }

  @Test
  void curvesFallAndRiseAsTheirValuesDo() {
    Decoded chart = chart(falling(100, "train"));

    assertThat(chart.width()).isEqualTo(2240);
    assertThat(chart.height()).isEqualTo(760);
    assertThat(chart.meanRow(Palette.TRAIN, 160, 240))
        .isLessThan(chart.meanRow(Palette.TRAIN, 500, 700));
    assertThat(chart.meanRow(Palette.TRAIN, 2 * PANEL + 160, 2 * PANEL + 240))
        .isGreaterThan(chart.meanRow(Palette.TRAIN, 2 * PANEL + 500, 2 * PANEL + 700));
  }

  @Test
  void bothSplitsAreInEachPanel() {
    List<MetricRow> rows = falling(15, "train");
    falling(15, "test").stream()
        .map(r -> row(r.epoch(), r.split(), r.metric(), r.value() + 3))
        .forEach(rows::add);
    Decoded chart = chart(rows);

    for (int panel = 0; panel < 3; panel++) {
      int left = panel * PANEL;
      assertThat(chart.count(Palette.TRAIN, left, 150, left + PANEL, 760)).isGreaterThan(500);
      assertThat(chart.count(Palette.TEST, left, 150, left + PANEL, 760)).isGreaterThan(500);
    }
  }

  @Test
  void oneEpochIsAPointInTheMiddle() {
    Decoded chart = chart(falling(1, "train"));

    for (int panel = 0; panel < 3; panel++) {
      int left = panel * PANEL;
      assertThat(chart.count(Palette.TRAIN, left, 150, left + PANEL, 760)).isBetween(60L, 200L);
    }
  }

  @Test
  void aTestFigureOfTheLastEpochAloneIsShown() {
    List<MetricRow> rows = falling(5, "train");
    rows.add(row(5, "test", "neg_elbo", 150));
    Decoded chart = chart(rows);

    assertThat(chart.count(Palette.TEST, 500, 150, PANEL, 760)).isGreaterThan(60);
    assertThat(chart.count(Palette.TEST, PANEL, 150, 2240, 760)).isZero();
  }

  @Test
  void theLaterOfTwoRowsCounts() {
    List<MetricRow> twice = new ArrayList<>(falling(3, "test"));
    twice.addAll(falling(3, "train"));
    twice.add(0, row(2, "train", "kl", 500));

    List<MetricRow> once = new ArrayList<>(falling(3, "test"));
    once.addAll(falling(3, "train"));
    assertThat(LossChart.png(twice, "nats")).isEqualTo(LossChart.png(once, "nats"));
  }

  @Test
  void infiniteValuesAndOtherMetricsAreLeftOut() {
    List<MetricRow> rows = falling(3, "train");
    byte[] before = LossChart.png(rows, "nats");
    rows.add(row(4, "train", "neg_elbo", Double.POSITIVE_INFINITY));
    rows.add(row(4, "train", "seconds", 3));

    assertThat(LossChart.png(rows, "nats")).isEqualTo(before);
  }

  @Test
  void noRowsLeaveThePanelsEmpty() {
    Decoded chart = chart(List.of());

    assertThat(chart.count(Palette.GRID)).isZero();
    assertThat(chart.count(Palette.TRAIN)).isPositive();
  }
}
