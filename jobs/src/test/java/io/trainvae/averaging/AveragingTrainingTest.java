package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.checkpoint.Position;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.config.RunConfig.Optimiser.EpsilonRule;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.model.Activation;
import io.trainvae.model.Binarisation;
import io.trainvae.model.LayerSpec.Dense;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import io.trainvae.network.FusedVae;
import io.trainvae.network.GraphVae;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.Pixels;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.VaeState;
import io.trainvae.objective.StepLoss;
import io.trainvae.testing.LocalSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

class AveragingTrainingTest {
  private static final int PIXELS = 30;
  private static final Shape SHAPE = Shape.grey(5, 6);
  private static final int IMAGES = 203;

  /** Of a worker; {@link FusedVae} is opened with one to compare. */
  private static final int THREADS = 2;

  private static final int EPOCHS = 2;
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

  private final JavaSparkContext context =
      JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());
  private double reconstruction;
  private double kl;

  @AfterEach
  void release() {
    AveragingTrainingMaster.release();
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
    return new AveragingPlan(
        UUID.randomUUID().toString(),
        SPEC,
        SHAPE,
        OBJECTIVE,
        optimiser,
        BATCH,
        frequency,
        11,
        workers,
        IMAGES,
        EPOCHS,
        THREADS);
  }

  private VaeState train(AveragingPlan plan, int partitions) {
    return train(plan, Shards.of(images(partitions), IMAGES, PIXELS, plan.workers()));
  }

  private VaeState train(AveragingPlan plan, Shards given) {
    VaeState state = InitialWeights.of(SPEC, SHAPE, 11);
    AveragingTrainingMaster master =
        new AveragingTrainingMaster(plan, state, Position.BEGIN, at -> true);
    try (Shards shards = given) {
      SparkComputationGraph network =
          new SparkComputationGraph(
              context, GraphVae.newGraph(SPEC, SHAPE, plan.optimiser()), master);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        network.fitMultiDataSet(shards.chunks());
      }
      assertThat(
              GraphVae.stateOf(new ParameterLayout(SPEC, SHAPE), network.getNetwork()).parameters())
          .isEqualTo(state.parameters());
    }
    reconstruction = master.position().reconstruction() / master.position().images();
    kl = master.position().kl() / master.position().images();
    return state;
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
    Shards small = Shards.of(images(3), IMAGES, PIXELS, 2, 4 * (PIXELS + 1) + 7);
    assertThat(small.chunks().count()).isEqualTo(26 + 26);
    assertThat(train(plan(2, 3, ADAM), small).parametersSha256())
        .isEqualTo(whole.parametersSha256());
  }

  @Test
  void oneWorkerIsPlainTraining() {
    VaeState spark = train(plan(1, 1000, ADAM), 2);
    VaeState plain = InitialWeights.of(SPEC, SHAPE, 11);
    double[] losses = plainEpochs(plain, EPOCHS);
    assertThat(spark.parametersSha256()).isEqualTo(plain.parametersSha256());
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
    RandomStreams streams = new RandomStreams(11);
    int size = IMAGES / workers + (worker < IMAGES % workers ? 1 : 0);
    int[] order = RandomStreams.permutation(streams.stream(Purpose.SHUFFLE, epoch, worker), size);
    double[] sums = new double[2];
    try (FusedVae vae = new FusedVae(SPEC, SHAPE, OBJECTIVE, ADAM, BATCH, 1)) {
      vae.load(state);
      for (int start = 0; start < size; start += BATCH) {
        int count = Math.min(BATCH, size - start);
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
        // One round in each of these epochs, the first ones of the warm-up.
        StepLoss loss = vae.step(count, ADAM.learningRate(), OBJECTIVE.betaAt(epoch));
        sums[0] += loss.reconstruction();
        sums[1] += loss.kl();
      }
      state.set(vae.state());
    }
    return sums;
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
    assertThatThrownBy(() -> Shards.of(images(1), IMAGES, PIXELS, 204))
        .hasMessage(
            "Cannot deal 203 training images out to 204 workers: expected at least one for each");
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
    try (Shards shards = Shards.of(images, IMAGES, PIXELS, 2)) {
      assertThatThrownBy(shards::load)
          .hasStackTraceContaining(
              "Column index of the training split %s: it must hold 0 to 202, each once"
                  .formatted(why));
    }
  }
}
