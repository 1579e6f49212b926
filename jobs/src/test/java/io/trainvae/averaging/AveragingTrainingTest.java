package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.AveragingGrowth;
import io.trainvae.config.OuterStep;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.VaeState;
import io.trainvae.shards.Shards;
import io.trainvae.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings give the same bytes as {@link PlainTraining} does without Spark. */
@Tag("long")
class AveragingTrainingTest extends AveragingFixture {
  @Test
  void theSameRunGivesTheSameBytesHoweverItsDataLie() {
    VaeState first = train(plan(3, 2, ADAM), 4);
    VaeState second = train(plan(3, 2, ADAM), 7);
    assertThat(second.parametersSha256()).isEqualTo(first.parametersSha256());
    assertThat(second.firstMoment()).isEqualTo(first.firstMoment());
    assertThat(second.secondMoment()).isEqualTo(first.secondMoment());
  }

  @Test
  void manySmallChunksAreOneShard() {
    VaeState whole = train(plan(2, 3, ADAM), 2);
    Shards small = Shards.of(images(3), IMAGES, PIXELS, PixelFormat.UINT8, 2, 4 * (PIXELS + 1) + 7);
    assertThat(small.layout().chunks()).isEqualTo(26 + 26);
    assertThat(train(plan(2, 3, ADAM), small).parametersSha256())
        .isEqualTo(whole.parametersSha256());
  }

  @Test
  void oneWorkerIsPlainTraining() {
    VaeState spark = train(plan(1, 1000, ADAM), 2);
    VaeState plain = InitialWeights.of(SPEC, SHAPE, 11);
    double[] losses = PlainTraining.plainEpochs(plain, EPOCHS);
    assertThat(spark.parametersSha256()).isEqualTo(plain.parametersSha256());
    assertThat(disagreements).isEmpty();
    assertThat(spark.steps()).isEqualTo(plain.steps()).isEqualTo(EPOCHS * 26);
    assertThat(reconstruction).isCloseTo(losses[0] / IMAGES, within(1e-9));
    assertThat(kl).isCloseTo(losses[1] / IMAGES, within(1e-9));
  }

  /** One round an epoch: the mean of two plain trainings, weighted 102 to 101, again and again. */
  @Test
  void twoWorkersAreTheMeanOfTwoPlainTrainings() {
    VaeState spark = train(plan(2, 1000, ADAM), 2);
    VaeState state = InitialWeights.of(SPEC, SHAPE, 11);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      VaeState left = PlainTraining.copy(state);
      VaeState right = PlainTraining.copy(state);
      PlainTraining.plainEpoch(left, 0, 2, epoch);
      PlainTraining.plainEpoch(right, 1, 2, epoch);
      left.setMean(left, right, 101.0 / 203);
      state = left;
    }
    assertThat(spark.parametersSha256()).isEqualTo(state.parametersSha256());
  }

  /** One, two or four tasks host five workers, which average three times an epoch. */
  @Test
  void manyWorkersAreTheSameOnAnyNumberOfThreads() {
    AveragingPlan plan = plan(5, 2, ADAM);
    assertThat(plan.rounds()).isEqualTo(3);
    List<Double> expectedDisagreements = new ArrayList<>();
    String expected = PlainTraining.reference(plan, expectedDisagreements).parametersSha256();
    assertThat(expectedDisagreements).hasSize(EPOCHS * 3).allMatch(figure -> figure > 1e-4);
    assertThat(train(plan, 3).parametersSha256()).isEqualTo(expected);
    assertThat(disagreements).isEqualTo(expectedDisagreements);
    OuterStep nesterov =
        new OuterStep(OuterStep.Type.NESTEROV, 0.7, 0.9, OuterStep.Moments.AVERAGED);
    AveragingPlan momentum = plan(5, 2, ADAM, nesterov);
    String expectedMomentum =
        PlainTraining.reference(momentum, new ArrayList<>()).parametersSha256();
    for (String master : List.of("local[1]", "local[4]")) {
      LocalSpark.stop();
      SparkConf conf = LocalSpark.session().sparkContext().getConf().setMaster(master);
      LocalSpark.stop();
      try (JavaSparkContext other = new JavaSparkContext(conf)) {
        context = other;
        assertThat(train(plan(5, 2, ADAM), 3).parametersSha256()).as(master).isEqualTo(expected);
        assertThat(disagreements).as(master).isEqualTo(expectedDisagreements);
        assertThat(train(momentum, 3).parametersSha256()).as(master).isEqualTo(expectedMomentum);
        assertThat(context.getPersistentRDDs()).isEmpty();
      }
    }
    context = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
  }

  @Test
  void averagingsMayBecomeFewerFromEpochToEpoch() {
    AveragingPlan plan = plan(3, 5, new AveragingGrowth(2, 1), ADAM);
    assertThat(plan.rounds(0)).isEqualTo(5);
    assertThat(plan.rounds(1)).isEqualTo(2);
    assertThat(train(plan, 3).parametersSha256())
        .isEqualTo(PlainTraining.reference(plan, new ArrayList<>()).parametersSha256());
  }

  /** In one stage, and in one stage for each round, which passes the velocity on to the next. */
  @ParameterizedTest
  @CsvSource({
    "plain, 0.5, 0, averaged",
    "plain, 1, 0, reset",
    "heavy-ball, 1, 0.5, averaged",
    "nesterov, 0.7, 0.9, averaged",
    "nesterov, 0.7, 0.9, reset",
    "heavy-ball, 0.5, 0, averaged"
  })
  void outerStepsAreTheirFormulas(String type, double rate, double momentum, String moments) {
    AveragingPlan plan =
        plan(
            5,
            2,
            ADAM,
            new OuterStep(
                OuterStep.Type.valueOf(type.toUpperCase(Locale.ROOT).replace('-', '_')),
                rate,
                momentum,
                OuterStep.Moments.valueOf(moments.toUpperCase(Locale.ROOT))));
    VaeState expected = PlainTraining.reference(plan, new ArrayList<>());
    assertThat(expected.parametersSha256())
        .isNotEqualTo(
            PlainTraining.reference(plan(5, 2, ADAM), new ArrayList<>()).parametersSha256());
    for (boolean pausing : new boolean[] {false, true}) {
      pauses = pausing;
      VaeState trained = train(plan, 3);
      assertThat(trained.parameters()).isEqualTo(expected.parameters());
      assertThat(trained.firstMoment()).isEqualTo(expected.firstMoment());
      assertThat(trained.secondMoment()).isEqualTo(expected.secondMoment());
      assertThat(trained.steps()).isEqualTo(EPOCHS * 6);
    }
  }
}
