package io.trainvae.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.network.RandomStreams.Purpose;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
  private static final RandomStreams STREAMS = new RandomStreams(42);

  @Test
  void aPlaceHasOneStreamAndPlacesDiffer() {
    assertThat(STREAMS.stream(Purpose.SHUFFLE, 1, 2).nextLong())
        .isEqualTo(new RandomStreams(42).stream(Purpose.SHUFFLE, 1, 2).nextLong());
    Set<Long> firsts = new HashSet<>();
    for (long seed = 0; seed < 3; seed++) {
      for (Purpose purpose : Purpose.values()) {
        for (long a = 0; a < 10; a++) {
          for (long b = 0; b < 10; b++) {
            firsts.add(new RandomStreams(seed).stream(purpose, a, b).nextLong());
          }
        }
      }
    }
    assertThat(firsts).hasSize(3 * Purpose.values().length * 100);
  }

  @Test
  void normalNumbersHaveTheMomentsOfANormalDistribution() {
    float[] values = new float[200_000];
    RandomStreams.fillNormal(new SplittableRandom(1), values, values.length);
    double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(9);
    double square =
        IntStream.range(0, values.length)
            .mapToDouble(i -> values[i] * values[i])
            .average()
            .orElse(9);
    assertThat(mean).isCloseTo(0, within(0.01));
    assertThat(square).isCloseTo(1, within(0.02));
  }

  @Test
  void aPermutationHasEveryNumberOnce() {
    int[] order = RandomStreams.permutation(new SplittableRandom(1), 1000);
    int[] sorted = order.clone();
    Arrays.sort(sorted);
    assertThat(sorted).isEqualTo(IntStream.range(0, 1000).toArray());
    assertThat(order).isNotEqualTo(sorted);
  }
}
