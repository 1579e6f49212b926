package io.trainvae.shards;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.network.Standardisation;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Features that are large compared with their variation, so that a sum of doubles has too few
 * digits.
 */
class FeatureSumsTest {
  private static final int ROWS = 5000;

  private static List<float[]> rows() {
    Random random = new Random(1);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      float hidden = (float) random.nextGaussian();
      rows.add(new float[] {1.6e7f + random.nextInt(3), 1e-20f * hidden, 4e18f * hidden, 3.3f});
    }
    return rows;
  }

  private static FeatureSums sums(List<float[]> rows) {
    FeatureSums sums = new FeatureSums(4);
    rows.forEach(row -> sums.add(ImageChunk.record(row, 0)));
    return sums;
  }

  /** The standard deviation with 100 digits. */
  private static float deviation(List<float[]> rows, int feature) {
    MathContext digits = new MathContext(100);
    BigDecimal count = BigDecimal.valueOf(rows.size());
    BigDecimal mean =
        rows.stream()
            .map(row -> new BigDecimal(row[feature]))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .divide(count, digits);
    return (float)
        Math.sqrt(
            rows.stream()
                .map(row -> new BigDecimal(row[feature]).subtract(mean).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(count, digits)
                .doubleValue());
  }

  @Test
  void deviationsAreExactWhateverTheSize() {
    List<float[]> rows = rows();
    Standardisation met = sums(rows).standardisation(ROWS);
    for (int feature = 0; feature < 3; feature++) {
      assertThat(met.deviation()[feature]).isEqualTo(deviation(rows, feature));
    }
    assertThat(met.deviation()[3]).as("a feature that never changes").isEqualTo(1);
    assertThat(met.mean()[3]).isEqualTo(3.3f);
  }

  @Test
  void theOrderOfTheRowsChangesNothing() {
    List<float[]> rows = rows();
    Standardisation straight = sums(rows).standardisation(ROWS);
    Collections.shuffle(rows, new Random(2));
    FeatureSums parts = sums(rows.subList(0, 1234)).plus(sums(rows.subList(1234, ROWS)));
    Standardisation shuffled = parts.standardisation(ROWS);
    assertThat(shuffled.mean()).isEqualTo(straight.mean());
    assertThat(shuffled.deviation()).isEqualTo(straight.deviation());
  }
}
