package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.network.VaeState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairwiseMeanTest {
  private static final int SIZE = 50;

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
    PairwiseMean mean = new PairwiseMean(arrivals.size(), spent -> {});
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

  /** However the workers are spread over tasks, and whatever slices states are cut into. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "3,2", "5,3", "7,4", "8,3", "12,5", "13,13", "64,7"})
  void isTheSameToTheBitFromTheMeansOfNeighboursAndFromSlices(int workers, int tasks) {
    List<Integer> all = IntStream.range(0, workers).boxed().toList();
    VaeState whole = mean(all);
    for (int slice = 0; slice < 3; slice++) {
      PairwiseMean last = new PairwiseMean(workers, spent -> {});
      for (int task = tasks - 1; task >= 0; task--) {
        PairwiseMean own = new PairwiseMean(workers, spent -> {});
        for (int worker = workers * task / tasks; worker < workers * (task + 1) / tasks; worker++) {
          own.add(worker, slice(state(worker), slice), 100 + worker);
        }
        own.partials().forEach(last::add);
      }
      assertThat(last.mean().parameters()).isEqualTo(slice(whole, slice).parameters());
      assertThat(last.mean().secondMoment()).isEqualTo(slice(whole, slice).secondMoment());
    }
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
    PairwiseMean mean = new PairwiseMean(5, spent::add);
    for (int worker = 0; worker < 5; worker++) {
      mean.add(worker, state(worker), worker == 2 ? 0 : 10);
    }
    assertThat(spent).hasSize(4).doesNotContain(mean.mean()).doesNotHaveDuplicates();
  }

  @Test
  void equalStatesHaveThatMeanToTheBit() {
    PairwiseMean mean = new PairwiseMean(3, spent -> {});
    for (int worker = 0; worker < 3; worker++) {
      mean.add(worker, state(5), 10 + worker);
    }
    assertThat(mean.mean().parameters()).isEqualTo(state(5).parameters());
  }

  @Test
  void aWorkerWithoutExamplesDoesNotCount() {
    PairwiseMean mean = new PairwiseMean(2, spent -> {});
    mean.add(0, state(0), 10);
    mean.add(1, state(1), 0);
    assertThat(mean.mean().parameters()).isEqualTo(state(0).parameters());
  }

  @Test
  void isNotThereBeforeAllAreIn() {
    PairwiseMean mean = new PairwiseMean(3, spent -> {});
    mean.add(2, state(2), 10);
    mean.add(0, state(0), 10);
    assertThatThrownBy(mean::mean)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Mean of 3 workers asked for before all were in");
  }
}
