package io.trainvae.objective;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sums are those of Java's own streams, to the bit. */
class CompensatedSumsTest {
  private static void assertSums(double[]... terms) {
    double[] sums = new double[CompensatedSums.ROWS];
    CompensatedSums.of(terms, sums);
    for (int row = 0; row < terms.length; row++) {
      Double expected = Arrays.stream(terms[row]).sum();
      assertThat(CompensatedSums.of(terms[row])).isEqualTo(expected);
      assertThat(sums[row]).isEqualTo(expected);
    }
  }

  @Test
  void ofNumbersOfManySizes() {
    SplittableRandom random = new SplittableRandom(4);
    int likePlainSums = 0;
    for (int repeat = 0; repeat < 200; repeat++) {
      double[][] terms = new double[CompensatedSums.ROWS][];
      for (int row = 0; row < terms.length; row++) {
        terms[row] =
            random.doubles(512, -1, 1).map(x -> x * Math.pow(10, random.nextInt(-9, 9))).toArray();
      }
      assertSums(terms);
      double plain = 0;
      for (double term : terms[0]) {
        plain += term;
      }
      likePlainSums += plain == CompensatedSums.of(terms[0]) ? 1 : 0;
    }
    assertThat(likePlainSums).isLessThan(150);
  }

  @Test
  void ofInfiniteNumbersAndNone() {
    double infinite = Double.POSITIVE_INFINITY;
    assertSums(
        new double[] {1, infinite, 2},
        new double[] {infinite, -infinite, 2},
        new double[] {-infinite, 1, 2},
        new double[] {1, Double.NaN, infinite});
    assertSums(new double[0], new double[0], new double[0], new double[0]);
  }
}
