package io.trainvae.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixProductsTest {
  private static final int M = 37;
  private static final int N = 29;
  private static final int K = 53;

  /** Numbers between the end of a row and the next, which belong to no matrix. */
  private static final int GAP = 5;

  private final Random random = new Random(3);

  /** A matrix, or its transpose, with gaps between rows. */
  private record Matrix(boolean transposed, int rows, int columns, FloatPointer numbers) {
    int row() {
      return (transposed ? rows : columns) + GAP;
    }

    float at(int i, int j) {
      return numbers.get(transposed ? (long) j * row() + i : (long) i * row() + j);
    }
  }

  private Matrix matrix(boolean transposed, int rows, int columns) {
    int stored = transposed ? columns : rows;
    int row = (transposed ? rows : columns) + GAP;
    FloatPointer numbers = new FloatPointer((long) stored * row);
    for (long i = 0; i < numbers.capacity(); i++) {
      numbers.put(i, (float) random.nextGaussian());
    }
    return new Matrix(transposed, rows, columns, numbers);
  }

  static Stream<MatrixProducts> libraries() {
    return Stream.concat(Stream.of(MatrixProducts.general()), OneDnn.PRODUCTS.stream());
  }

  @ParameterizedTest
  @MethodSource("libraries")
  void areSumsOfProductsWhateverIsTransposed(MatrixProducts library) {
    for (int kind = 0; kind < 8; kind++) {
      Matrix a = matrix((kind & 1) > 0, M, K);
      Matrix b = matrix((kind & 2) > 0, K, N);
      Matrix c = matrix(false, M, N);
      boolean add = (kind & 4) > 0;
      double[][] expected = expected(a, b, c, add);
      float gap = c.numbers.get(N);
      library.multiply(
          a.transposed,
          b.transposed,
          M,
          N,
          K,
          a.numbers,
          a.row(),
          b.numbers,
          b.row(),
          add,
          c.numbers,
          c.row());
      for (int i = 0; i < M; i++) {
        for (int j = 0; j < N; j++) {
          assertThat((double) c.at(i, j)).isCloseTo(expected[i][j], within(1e-4));
        }
      }
      assertThat(c.numbers.get(N)).isEqualTo(gap);
    }
  }

  private static double[][] expected(Matrix a, Matrix b, Matrix c, boolean add) {
    double[][] sums = new double[M][N];
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        sums[i][j] = add ? c.at(i, j) : 0;
        for (int k = 0; k < K; k++) {
          sums[i][j] += (double) a.at(i, k) * b.at(k, j);
        }
      }
    }
    return sums;
  }

  @Test
  @DisabledIfSystemProperty(
      named = "os.arch",
      matches = "aarch64",
      disabledReason = "there is no oneDNN for ARM")
  void whereThereIsOneDnnItDoesTheProductsOfWholeBatches() {
    assertThat(OneDnn.PRODUCTS).isPresent();
    assertThat(MatrixProducts.of(128)).isSameAs(OneDnn.PRODUCTS.orElseThrow());
    assertThat(MatrixProducts.of(4)).isSameAs(MatrixProducts.general());
  }
}
