package io.trainvae.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricNamesTest {
  private static MetricRow row(String metric, double value) {
    return new MetricRow("r", 3, 0, "test", metric, value, Instant.EPOCH);
  }

  @Test
  void namesAreThoseThatQueriesRelyOn() {
    assertThat(MetricNames.ofClass("neg_elbo", 3)).isEqualTo("neg_elbo/class=3");
    assertThat(MetricNames.klOfDimension(12)).isEqualTo("kl_dim_12");
  }

  @Test
  void theLastFigureOfEachClassAndDimensionIsFoundInOrder() {
    List<MetricRow> rows =
        List.of(
            row("kl", 9),
            row("kl/class=10", 1),
            row("kl/class=2", 2),
            row("kl/class=2", 3),
            row("kl/class=3", Double.NaN),
            row("kl/class=", 4),
            row("xkl/class=4", 4),
            row("neg_elbo/class=2", 5),
            row("kl_dim_11", 6),
            row("kl_dim_2", 7));

    assertThat(MetricNames.byClass(rows, "kl"))
        .containsExactly(Map.entry(2, 3.0), Map.entry(10, 1.0));
    assertThat(MetricNames.klByDimension(rows))
        .containsExactly(Map.entry(2, 7.0), Map.entry(11, 6.0));
  }
}
