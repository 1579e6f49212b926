package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.averaging.RoundResult.Losses;
import io.trainvae.network.VaeState;
import io.trainvae.testing.LocalSpark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupsTest {
  private static RoundResult result(int worker) {
    Random random = new Random(worker);
    float[][] values = new float[3][20];
    for (float[] row : values) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    VaeState state = new VaeState(values[0], values[1], values[2], 3);
    return new RoundResult(worker, new Losses(90 + worker, worker, 1, true), "here", state);
  }

  private static List<RoundResult> results(int workers) {
    List<RoundResult> results =
        new ArrayList<>(IntStream.range(0, workers).mapToObj(GroupsTest::result).toList());
    Collections.shuffle(results, new Random(workers));
    return results;
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 12, 17, 64})
  void theMeanOfGroupsIsTheMeanOfWorkersToTheBit(int workers) {
    PairwiseMean direct = new PairwiseMean(workers);
    results(workers)
        .forEach(each -> direct.add(each.worker(), each.state(), each.losses().images()));

    Groups groups = Groups.of(workers, false);
    JavaSparkContext context =
        JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
    List<GroupResult> merged = groups.merge(context.parallelize(results(workers), 5)).collect();
    PairwiseMean mean = new PairwiseMean(groups.numPartitions());
    merged.forEach(each -> mean.add(each.group(), each.state(), each.images()));

    assertThat(mean.mean().parameters()).isEqualTo(direct.mean().parameters());
    assertThat(mean.mean().secondMoment()).isEqualTo(direct.mean().secondMoment());
    assertThat(merged.stream().flatMap(each -> each.members().stream()).map(RoundResult::worker))
        .containsExactlyElementsOf(IntStream.range(0, workers).boxed().toList());
  }

  @ParameterizedTest
  @CsvSource({"1,1", "8,8", "9,3", "16,4", "64,8", "65,5", "1000,32"})
  void theDriverGetsAboutTheSquareRootOfMany(int workers, int states) {
    assertThat(Groups.of(workers, false).numPartitions()).isEqualTo(states);
  }

  @Test
  void inOneVirtualMachineNothingIsGrouped() {
    assertThat(Groups.of(64, true).areSingle()).isTrue();
  }
}
