package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.checkpoint.Position;
import io.trainvae.checkpoint.StateFiles;
import io.trainvae.config.AveragingGrowth;
import io.trainvae.config.OuterStep;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.config.RunConfig.Optimiser.EpsilonRule;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.model.Activation;
import io.trainvae.model.Binarisation;
import io.trainvae.model.LayerSpec.Dense;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import io.trainvae.network.FusedVae;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.VaeState;
import io.trainvae.objective.StepLoss;
import io.trainvae.shards.ImageChunk;
import io.trainvae.shards.Shards;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Tuple2;

class AveragingTrainingTest {
  private static final int PIXELS = 30;
  private static final Shape SHAPE = Shape.grey(5, 6);
  private static final int IMAGES = 203;

  /** Of a worker; {@link FusedVae} is opened with one to compare. */
  private static final int THREADS = 2;

  private static final int EPOCHS = 2;

  /** Epochs over which the learning rate grows. */
  private static final double WARM_UP = 1.25;

  private static final int BATCH = 8;
  private static final Optimiser ADAM = Optimiser.NONE;
  private static final VaeSpec SPEC =
      VaeSpec.of(
              List.of(new Dense(12, Activation.RELU)),
              3,
              List.of(new Dense(12, Activation.RELU)),
              WeightInit.GLOROT_UNIFORM)
          .withClasses(5);
  private static final Objective OBJECTIVE = new Objective(Objective.Kl.SAMPLED, 0.5, 1.5, 1);

  private final List<Double> disagreements = new ArrayList<>();
  private final RoundListener listener =
      new RoundListener() {
        @Override
        public boolean roundDone(Position at) {
          return pauses;
        }

        @Override
        public void averaged(Position at, double disagreement) {
          disagreements.add(disagreement);
        }

        @Override
        public boolean pausedAt(Position at) {
          return true;
        }
      };

  @TempDir Path folder;
  private JavaSparkContext context =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
  private boolean pauses;
  private double reconstruction;
  private double kl;

  @AfterEach
  void release() {
    assertThat(context.getPersistentRDDs()).isEmpty();
  }

  private static byte[] image(int index) {
    byte[] image = new byte[PIXELS];
    new Random(index).nextBytes(image);
    return image;
  }

  private JavaPairRDD<Integer, byte[]> images(int partitions) {
    List<Tuple2<Integer, byte[]>> images = new ArrayList<>();
    for (int i = IMAGES - 1; i >= 0; i--) {
      images.add(new Tuple2<>(i, ImageChunk.record(image(i), i % 5)));
    }
    return context.parallelizePairs(images, partitions);
  }

  private static AveragingPlan plan(int workers, int frequency, Optimiser optimiser) {
    return plan(workers, frequency, AveragingGrowth.NONE, optimiser);
  }

  private static AveragingPlan plan(
      int workers, int frequency, AveragingGrowth growth, Optimiser optimiser) {
    return plan(workers, frequency, growth, optimiser, OuterStep.MEAN);
  }

  private static AveragingPlan plan(
      int workers, int frequency, Optimiser optimiser, OuterStep outer) {
    return plan(workers, frequency, AveragingGrowth.NONE, optimiser, outer);
  }

  private static AveragingPlan plan(
      int workers, int frequency, AveragingGrowth growth, Optimiser optimiser, OuterStep outer) {
    return new AveragingPlan(
        UUID.randomUUID().toString(),
        SPEC,
        SHAPE,
        PixelFormat.UINT8,
        OBJECTIVE,
        optimiser,
        BATCH,
        frequency,
        growth,
        11,
        outer,
        workers,
        IMAGES,
        EPOCHS,
        WARM_UP,
        THREADS);
  }

  private VaeState train(AveragingPlan plan, int partitions) {
    return train(
        plan, Shards.of(images(partitions), IMAGES, PIXELS, PixelFormat.UINT8, plan.workers()));
  }

  private VaeState train(AveragingPlan plan, Shards given) {
    try (Shards shards = given;
        AveragedTraining training =
            new AveragedTraining(
                context, plan, shards, Position.BEGIN, Optional.empty(), false, listener)) {
      disagreements.clear();
      shards.load();
      training.begin();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        training.epoch();
      }
      Position end = training.position();
      reconstruction = end.reconstruction() / end.images();
      kl = end.kl() / end.images();
      StateFiles files = training.save(folder.toString());
      VaeState state = files.read(new Storage(context.hadoopConfiguration()), 0);
      assertThat(training.parameters()).isEqualTo(state.parameters());
      return state;
    }
  }

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
    double[] losses = plainEpochs(plain, EPOCHS);
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
      VaeState left = copy(state);
      VaeState right = copy(state);
      plainEpoch(left, 0, 2, epoch);
      plainEpoch(right, 1, 2, epoch);
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
    String expected = reference(plan, expectedDisagreements).parametersSha256();
    assertThat(expectedDisagreements).hasSize(EPOCHS * 3).allMatch(figure -> figure > 1e-4);
    assertThat(train(plan, 3).parametersSha256()).isEqualTo(expected);
    assertThat(disagreements).isEqualTo(expectedDisagreements);
    OuterStep nesterov =
        new OuterStep(OuterStep.Type.NESTEROV, 0.7, 0.9, OuterStep.Moments.AVERAGED);
    AveragingPlan momentum = plan(5, 2, ADAM, nesterov);
    String expectedMomentum = reference(momentum, new ArrayList<>()).parametersSha256();
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
        .isEqualTo(reference(plan, new ArrayList<>()).parametersSha256());
  }

  /** All rounds without Spark, one worker after the other. */
  private static VaeState reference(AveragingPlan all, List<Double> disagreements) {
    VaeState state = InitialWeights.of(SPEC, SHAPE, 11);
    float[] velocity = new float[state.size()];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      AveragingPlan plan = all.of(epoch);
      for (int round = 0; round < plan.rounds(); round++) {
        DisagreementAccumulator deviations = new DisagreementAccumulator(plan.roundImages(round));
        PairwiseMean mean = new PairwiseMean(plan.workers(), spent -> {}, deviations);
        for (int worker = 0; worker < plan.workers(); worker++) {
          VaeState trained = copy(state);
          int from = plan.roundStart(worker, round);
          int to = plan.roundStart(worker, round + 1);
          double beta = plan.beta(epoch, round);
          plainSteps(trained, worker, plan.workers(), epoch, from, to, beta, new double[2]);
          mean.add(worker, trained, to - from);
        }
        deviations.addMean(mean.mean().parameters());
        disagreements.add(deviations.sums().relative());
        outerStep(plan.outer(), state.parameters(), velocity, mean.mean());
        state = mean.mean();
      }
    }
    return state;
  }

  /** The formulas, as {@link OuterStep} has them. */
  private static void outerStep(OuterStep step, float[] x, float[] v, VaeState mean) {
    float[] m = mean.parameters();
    float rate = (float) step.rate();
    float momentum = (float) step.momentum();
    for (int i = 0; i < m.length && !step.leavesMean(); i++) {
      float d = x[i] - m[i];
      v[i] = momentum * v[i] + d;
      m[i] =
          switch (step.type()) {
            case PLAIN -> x[i] - rate * d;
            case HEAVY_BALL -> x[i] - rate * v[i];
            case NESTEROV -> x[i] - rate * (d + momentum * v[i]);
          };
    }
    if (step.moments() == OuterStep.Moments.RESET) {
      Arrays.fill(mean.firstMoment(), 0);
      Arrays.fill(mean.secondMoment(), 0);
      mean.setSteps(0);
    }
  }

  /** In one stage, and in a stage for each round, which hands the velocity on to the next. */
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
    VaeState expected = reference(plan, new ArrayList<>());
    assertThat(expected.parametersSha256())
        .isNotEqualTo(reference(plan(5, 2, ADAM), new ArrayList<>()).parametersSha256());
    for (boolean pausing : new boolean[] {false, true}) {
      pauses = pausing;
      VaeState trained = train(plan, 3);
      assertThat(trained.parameters()).isEqualTo(expected.parameters());
      assertThat(trained.firstMoment()).isEqualTo(expected.firstMoment());
      assertThat(trained.secondMoment()).isEqualTo(expected.secondMoment());
      assertThat(trained.steps()).isEqualTo(EPOCHS * 6);
    }
  }

  private static VaeState copy(VaeState state) {
    VaeState copy = new VaeState(state.size());
    copy.set(state);
    return copy;
  }

  private static double[] plainEpochs(VaeState state, int epochs) {
    double[] last = null;
    for (int epoch = 0; epoch < epochs; epoch++) {
      last = plainEpoch(state, 0, 1, epoch);
    }
    return last;
  }

  /** Steps without Spark. Returns the summed reconstruction loss and divergence. */
  private static double[] plainEpoch(VaeState state, int worker, int workers, int epoch) {
    int size = IMAGES / workers + (worker < IMAGES % workers ? 1 : 0);
    double[] sums = new double[2];
    // One round in each of these epochs, the first ones of the warm-up.
    plainSteps(state, worker, workers, epoch, 0, size, OBJECTIVE.betaAt(epoch), sums);
    return sums;
  }

  private static void plainSteps(
      VaeState state,
      int worker,
      int workers,
      int epoch,
      int from,
      int to,
      double beta,
      double[] sums) {
    RandomStreams streams = new RandomStreams(11);
    int size = IMAGES / workers + (worker < IMAGES % workers ? 1 : 0);
    int[] order = RandomStreams.permutation(streams.stream(Purpose.SHUFFLE, epoch, worker), size);
    try (FusedVae vae = new FusedVae(SPEC, SHAPE, OBJECTIVE, ADAM, BATCH, 1)) {
      vae.load(state);
      for (int start = from; start < to; start += BATCH) {
        int count = Math.min(BATCH, to - start);
        for (int i = 0; i < count; i++) {
          int index = worker + order[start + i] * workers;
          vae.inputs().labels()[i] = index % 5;
          Pixels.unpack(
              Binarisation.NONE, null, image(index), 0, vae.inputs().images(), i * PIXELS, PIXELS);
        }
        RandomStreams.fillNormal(
            streams.stream(Purpose.TRAINING_NOISE, epoch, worker, start / BATCH),
            vae.inputs().noise(),
            count * vae.latent());
        double epochs = epoch + (start + count) / (double) ((IMAGES - 1) / workers + 1);
        double rate = ADAM.learningRate() * Math.min(1, epochs / WARM_UP);
        StepLoss loss = vae.step(count, rate, beta);
        sums[0] += loss.reconstruction();
        sums[1] += loss.kl();
      }
      state.set(vae.state());
    }
  }

  @Test
  void aLossThatIsNoNumberStopsTheTraining() {
    Optimiser reckless =
        new Optimiser(Optimiser.Type.ADAM, 1e30, 0.9, 0.999, 1e-8, EpsilonRule.EPSILON_HAT, 0);
    assertThatThrownBy(() -> train(plan(2, 3, reckless), 2))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
        .hasMessage(
            "Training stopped: loss is not a finite number in epoch 1, round 1, worker 0"
                + " (executor driver); try a smaller learning rate than 1.0E30");
  }

  @Test
  void fewerImagesThanWorkersAreRefused() {
    assertThatThrownBy(() -> Shards.of(images(1), IMAGES, PIXELS, PixelFormat.UINT8, 204))
        .hasMessage(
            "Cannot distribute 203 training images to 204 workers: expected at least one for each");
  }

  @Test
  void aDoubledOrMissingIndexIsRefused() {
    JavaPairRDD<Integer, byte[]> doubled =
        images(2).mapToPair(image -> image._1() == 7 ? new Tuple2<>(5, image._2()) : image);
    assertNotDealt(doubled, "has 5 twice");
    assertNotDealt(images(2).filter(image -> image._1() != 7), "does not have 7");
    JavaPairRDD<Integer, byte[]> beyond =
        images(2).mapToPair(image -> image._1() == 7 ? new Tuple2<>(301, image._2()) : image);
    assertNotDealt(beyond, "has 301");
  }

  private static void assertNotDealt(JavaPairRDD<Integer, byte[]> images, String why) {
    try (Shards shards = Shards.of(images, IMAGES, PIXELS, PixelFormat.UINT8, 2)) {
      assertThatThrownBy(shards::load)
          .hasStackTraceContaining(
              "Column index of the training split %s: it must hold 0 to 202, each once"
                  .formatted(why));
    }
  }
}
