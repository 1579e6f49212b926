package io.trainvae.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImagePairsTest {
  private static void assertPairs(ImagePairs pairs, int[] from, int... to) {
    assertThat(pairs.from()).isEqualTo(from);
    assertThat(pairs.to()).isEqualTo(to);
  }

  @Test
  void theFirstImageOfEachClassLeadsToThatOfTheNext() {
    int[] labels = {7, 2, 7, 0, 2};
    assertPairs(ImagePairs.of(labels, false, 10), new int[] {3, 1, 0}, 1, 0, 3);
  }

  @Test
  void withinClassesTheFirstLeadsToTheSecond() {
    int[] labels = {7, 2, 7, 0, 2};
    assertPairs(ImagePairs.of(labels, true, 10), new int[] {1, 0}, 4, 2);
  }

  @Test
  void withoutSuchPairsEachLeadsToTheNext() {
    assertPairs(ImagePairs.of(new int[] {5, 5, 5}, false, 10), new int[] {0, 1}, 1, 2);
    assertPairs(ImagePairs.of(new int[] {1, 2}, true, 10), new int[] {0}, 1);
  }

  @Test
  void thereAreNotMoreThanWanted() {
    assertPairs(ImagePairs.of(new int[] {0, 1, 2, 3}, false, 2), new int[] {0, 1}, 1, 2);
  }
}
