package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.network.VaeState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairwiseMeanTest {
  private static final int SIZE = 51;

  private static VaeState state(int worker) {
    Random random = new Random(worker);
    float[][] values = new float[3][SIZE];
    for (float[] row : values) {
      for (int i = 0; i < SIZE; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return new VaeState(values[0], values[1], values[2], 7);
  }

  private static VaeState mean(List<Integer> arrivals) {
    return mean(arrivals, new DisagreementAccumulator(1));
  }

  private static VaeState mean(List<Integer> arrivals, DisagreementAccumulator deviations) {
    PairwiseMean mean = new PairwiseMean(arrivals.size(), spent -> {}, deviations);
    arrivals.forEach(worker -> mean.add(worker, state(worker), 100 + worker));
    return mean.mean();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 13})
  void isTheMeanWeightedByExamplesWhateverTheOrderOfArrival(int workers) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, workers).boxed().toList());
    VaeState inOrder = mean(order);
    for (int i = 0; i < SIZE; i++) {
      double sum = 0;
      double weights = 0;
      for (int worker = 0; worker < workers; worker++) {
        sum += (100.0 + worker) * state(worker).secondMoment()[i];
        weights += 100 + worker;
      }
      assertThat(inOrder.secondMoment()[i]).isCloseTo((float) (sum / weights), within(1e-6f));
    }
    for (int shuffle = 0; shuffle < 5; shuffle++) {
      Collections.shuffle(order, new Random(shuffle));
      VaeState shuffled = mean(order);
      assertThat(shuffled.parameters()).isEqualTo(inOrder.parameters());
      assertThat(shuffled.firstMoment()).isEqualTo(inOrder.firstMoment());
      assertThat(shuffled.secondMoment()).isEqualTo(inOrder.secondMoment());
    }
  }

  /** For any assignment of workers to tasks, and any division of states into slices. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,2", "5,3", "7,4", "8,3", "12,5", "13,13", "64,7"})
  void isTheSameToTheBitFromTheMeansOfNeighboursAndFromSlices(int workers, int tasks) {
    List<Integer> all = IntStream.range(0, workers).boxed().toList();
    DisagreementAccumulator atOnce = new DisagreementAccumulator(examples(workers));
    DisagreementAccumulator inParts = new DisagreementAccumulator(examples(workers));
    VaeState whole = mean(all, atOnce);
    for (int slice = 0; slice < 3; slice++) {
      PairwiseMean last = new PairwiseMean(workers, spent -> {}, inParts);
      for (int task = tasks - 1; task >= 0; task--) {
        PairwiseMean own = new PairwiseMean(workers, spent -> {}, inParts);
        for (int worker = workers * task / tasks; worker < workers * (task + 1) / tasks; worker++) {
          own.add(worker, slice(state(worker), slice), 100 + worker);
        }
        own.partials().forEach(last::add);
      }
      assertThat(last.mean().parameters()).isEqualTo(slice(whole, slice).parameters());
      assertThat(last.mean().secondMoment()).isEqualTo(slice(whole, slice).secondMoment());
      inParts.addMean(last.mean().parameters());
    }
    atOnce.addMean(whole.parameters());
    assertThat(inParts.sums()).isEqualTo(atOnce.sums());
  }

  private static long examples(int workers) {
    return IntStream.range(0, workers).map(worker -> 100 + worker).sum();
  }

  /** The definition, in doubles and in two passes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 8, 13})
  void disagreementIsTheWorkersDistanceFromTheirMean(int workers) {
    DisagreementAccumulator deviations = new DisagreementAccumulator(examples(workers));
    VaeState mean = mean(IntStream.range(0, workers).boxed().toList(), deviations);
    deviations.addMean(mean.parameters());
    double distances = 0;
    double norm = 0;
    for (int i = 0; i < SIZE; i++) {
      norm += Math.pow(mean.parameters()[i], 2);
      for (int worker = 0; worker < workers; worker++) {
        double difference = state(worker).parameters()[i] - mean.parameters()[i];
        distances += (100.0 + worker) / examples(workers) * difference * difference;
      }
    }
    assertThat(deviations.sums().relative())
        .isCloseTo(Math.sqrt(distances / norm), within(1e-6))
        .matches(figure -> figure > 0.5 || workers == 1);
  }

  /** Different orders of arrival would round differently as doubles. */
  @Test
  void disagreementIsTheSameWhateverTheOrderOfArrival() {
    List<Integer> order = new ArrayList<>(IntStream.range(0, 13).boxed().toList());
    Set<Disagreement> met = new HashSet<>();
    for (int shuffle = 0; shuffle < 9; shuffle++) {
      Collections.shuffle(order, new Random(shuffle));
      DisagreementAccumulator deviations = new DisagreementAccumulator(examples(13));
      PairwiseMean mean = new PairwiseMean(13, spent -> {}, deviations);
      for (int worker : order) {
        mean.add(worker, state(worker), 100 + worker);
      }
      met.add(deviations.sums());
    }
    assertThat(met).hasSize(1);
  }

  /** Terms near the largest: their sum is exact in slices of one parameter, capped in one block. */
  @Test
  void largeDisagreementIsTheSameFromSlices() {
    float[] far = new float[40];
    for (int i = 0; i < far.length; i++) {
      far[i] = i < 30 ? 15.9f + i / 300f : i / 1e5f;
    }
    DisagreementAccumulator whole = new DisagreementAccumulator(2);
    whole.addMerge(far, 1, new float[far.length], 1);
    DisagreementAccumulator slices = new DisagreementAccumulator(2);
    for (float one : far) {
      slices.addMerge(new float[1], 1, new float[] {one}, 1);
    }
    assertThat(slices.sums()).isEqualTo(whole.sums());
    assertThat(whole.sums().deviations()).isBetween(30L << 49, 30L << 51);
  }

  @Test
  void disagreementThatIsTooLargeStaysAtTheLargestNumber() {
    float[] far = new float[9000];
    Arrays.fill(far, Float.MAX_VALUE);
    DisagreementAccumulator deviations = new DisagreementAccumulator(2);
    deviations.addMerge(far, 1, new float[far.length], 1);
    deviations.addMean(far);
    assertThat(deviations.sums()).isEqualTo(new Disagreement(Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(deviations.sums().plus(deviations.sums())).isEqualTo(deviations.sums());
  }

  private static VaeState slice(VaeState state, int number) {
    VaeState slice = new VaeState(SIZE / 3);
    slice.setSlice(state, number * SIZE / 3);
    return slice;
  }

  /** Every state but one comes back, so that a task needs few of them. */
  @Test
  void handsSpentStatesBack() {
    List<VaeState> spent = new ArrayList<>();
    PairwiseMean mean = new PairwiseMean(5, spent::add, new DisagreementAccumulator(1));
    for (int worker = 0; worker < 5; worker++) {
      mean.add(worker, state(worker), worker == 2 ? 0 : 10);
    }
    assertThat(spent).hasSize(4).doesNotContain(mean.mean()).doesNotHaveDuplicates();
  }

  @Test
  void equalStatesHaveThatMeanToTheBit() {
    PairwiseMean mean = new PairwiseMean(3, spent -> {}, new DisagreementAccumulator(1));
    for (int worker = 0; worker < 3; worker++) {
      mean.add(worker, state(5), 10 + worker);
    }
    assertThat(mean.mean().parameters()).isEqualTo(state(5).parameters());
  }

  @Test
  void aWorkerWithoutExamplesDoesNotCount() {
    PairwiseMean mean = new PairwiseMean(2, spent -> {}, new DisagreementAccumulator(1));
    mean.add(0, state(0), 10);
    mean.add(1, state(1), 0);
    assertThat(mean.mean().parameters()).isEqualTo(state(0).parameters());
  }

  @Test
  void isNotThereBeforeAllAreIn() {
    PairwiseMean mean = new PairwiseMean(3, spent -> {}, new DisagreementAccumulator(1));
    mean.add(2, state(2), 10);
    mean.add(0, state(0), 10);
    assertThatThrownBy(mean::mean)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Mean of 3 workers asked for before all were in");
  }
}
