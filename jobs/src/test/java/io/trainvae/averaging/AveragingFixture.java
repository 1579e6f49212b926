package io.trainvae.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.checkpoint.Position;
import io.trainvae.checkpoint.StateFiles;
import io.trainvae.config.AveragingGrowth;
import io.trainvae.config.OuterStep;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.Activation;
import io.trainvae.model.LayerSpec.Dense;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.model.WeightInit;
import io.trainvae.network.PixelFormat;
import io.trainvae.network.VaeState;
import io.trainvae.shards.ImageChunk;
import io.trainvae.shards.Shards;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import scala.Tuple2;

/**
 * A small model, images that are made up, and trainings on them in a Spark session of this process.
 */
abstract class AveragingFixture {
  static final int PIXELS = 30;

  static final Shape SHAPE = Shape.grey(5, 6);

  static final int IMAGES = 203;

  /** Threads of a worker; {@link PlainTraining} uses one. */
  static final int THREADS = 2;

  static final int EPOCHS = 2;

  /** Epochs over which the learning rate grows. */
  static final double WARM_UP = 1.25;

  static final int BATCH = 8;

  static final Optimiser ADAM = Optimiser.NONE;

  static final VaeSpec SPEC =
      VaeSpec.of(
              List.of(new Dense(12, Activation.RELU)),
              3,
              List.of(new Dense(12, Activation.RELU)),
              WeightInit.GLOROT_UNIFORM)
          .withClasses(5);

  static final Objective OBJECTIVE = new Objective(Objective.Kl.SAMPLED, 0.5, 1.5, 1);

  final List<Double> disagreements = new ArrayList<>();

  final RoundListener listener =
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

  JavaSparkContext context = JavaSparkContext.fromSparkContext(LocalSpark.session().sparkContext());

  boolean pauses;

  double reconstruction;

  double kl;

  @AfterEach
  void release() {
    assertThat(context.getPersistentRDDs()).isEmpty();
  }

  static byte[] image(int index) {
    byte[] image = new byte[PIXELS];
    new Random(index).nextBytes(image);
    return image;
  }

  JavaPairRDD<Long, byte[]> images(int partitions) {
    List<Tuple2<Long, byte[]>> images = new ArrayList<>();
    for (int i = IMAGES - 1; i >= 0; i--) {
      images.add(new Tuple2<>((long) i, ImageChunk.record(image(i), i % 5)));
    }
    return context.parallelizePairs(images, partitions);
  }

  static AveragingPlan plan(int workers, int frequency, Optimiser optimiser) {
    return plan(workers, frequency, AveragingGrowth.NONE, optimiser);
  }

  static AveragingPlan plan(
      int workers, int frequency, AveragingGrowth growth, Optimiser optimiser) {
    return plan(workers, frequency, growth, optimiser, OuterStep.MEAN);
  }

  static AveragingPlan plan(int workers, int frequency, Optimiser optimiser, OuterStep outer) {
    return plan(workers, frequency, AveragingGrowth.NONE, optimiser, outer);
  }

  static AveragingPlan plan(
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

  VaeState train(AveragingPlan plan, int partitions) {
    return train(
        plan, Shards.of(images(partitions), IMAGES, PIXELS, PixelFormat.UINT8, plan.workers()));
  }

  VaeState train(AveragingPlan plan, Shards given) {
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
}
