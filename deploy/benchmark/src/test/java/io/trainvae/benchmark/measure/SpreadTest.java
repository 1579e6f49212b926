package io.trainvae.benchmark.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void onlyNumbersCount() {
    Spread spread = Spread.of(List.of(1.0, Double.NaN, 2.0, 3.0));
    assertThat(spread.mean()).isEqualTo(2);
    assertThat(spread.deviation()).isCloseTo(1, within(1e-12));
    assertThat(spread.count()).isEqualTo(3);
    assertThat(spread.text(Figure::of)).isEqualTo("2.00 ± 1.00");
    assertThat(Spread.of(List.of(4.0)).text(Figure::of)).isEqualTo("4.00");
    assertThat(Spread.of(List.of(Double.NaN)).text(Figure::of)).isEqualTo("-");
  }
}
