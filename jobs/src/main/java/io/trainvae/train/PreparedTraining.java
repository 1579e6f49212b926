package io.trainvae.train;

import io.trainvae.averaging.AveragedTraining;
import io.trainvae.averaging.AveragingPlan;
import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.checkpoint.Position;
import io.trainvae.config.AveragingGrowth;
import io.trainvae.config.OuterStep;
import io.trainvae.config.RunConfig;
import io.trainvae.config.WorkerScaling;
import io.trainvae.data.DatasetInfo;
import io.trainvae.error.JobException;
import io.trainvae.gpu.Gpus;
import io.trainvae.session.Executors;
import io.trainvae.session.JobDescription;
import io.trainvae.shards.Shards;
import io.trainvae.train.Parallelism.Cores;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * A training after all checks: the number of workers is known, and the images are distributed to
 * them.
 *
 * @param config as resolved, with its number of workers
 * @param checksum of the images in the order in which they were distributed
 */
record PreparedTraining(
    RunConfig config, AveragingPlan plan, TrainingData data, Shards shards, String checksum)
    implements AutoCloseable {

  /**
   * @param warned receives one line for each warning to the user
   * @throws JobException usage or data, if the configuration cannot be trained on these images
   */
  static PreparedTraining of(
      SparkSession spark, RunConfig asked, TrainingData data, Consumer<String> warned) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    AveragedTraining.checkSettings(context.getConf());
    Parallelism parallelism = parallelism(context, asked.train(), data.info(), warned);
    RunConfig config = asked.withWorkers(parallelism.workers());
    new DatasetRules(config, data.info(), data.format()).check(data.place());
    AveragingPlan plan = plan(config, data, parallelism.threads());
    checkShards(plan, data.info().items());
    checkRounds(plan);
    Shards shards =
        Shards.of(
            data.records(config.data().includeTest()),
            plan.images(),
            plan.image().size(),
            plan.format(),
            plan.workers());
    try {
      return new PreparedTraining(
          config, plan, data, shards, deal(spark, shards, data.info().items()));
    } catch (Throwable e) {
      shards.close();
      throw e;
    }
  }

  private static String deal(SparkSession spark, Shards shards, String items) {
    try (JobDescription described =
        JobDescription.of(spark, "distribute the %s to the workers".formatted(items))) {
      return shards.load();
    }
  }

  private static Parallelism parallelism(
      JavaSparkContext context,
      RunConfig.Train asked,
      DatasetInfo dataset,
      Consumer<String> warned) {
    OptionalInt gpus = Gpus.forWorkers(context.sc(), asked.workers());
    Cores cores = gpus.isPresent() ? new Cores(false, gpus.getAsInt(), 1) : cores(context, asked);
    Parallelism all = Parallelism.of(asked.workers(), asked.threads(), cores);
    Parallelism chosen =
        asked.workers() > 0
            ? all
            : new Parallelism((int) Math.min(all.workers(), dataset.trainImages()), all.threads());
    chosen.excess(cores).ifPresent(warned);
    return chosen;
  }

  /** Waits for the executors that the workers and threads need. */
  private static Cores cores(JavaSparkContext context, RunConfig.Train asked) {
    int each = context.getConf().getInt("spark.task.cpus", 1);
    int tasks = (Math.max(each, asked.threads()) - 1) / each + 1;
    int slots = Executors.awaitSlots(context.sc(), Math.multiplyExact(asked.workers(), tasks));
    return new Cores(context.isLocal(), Math.multiplyExact(slots, each), each);
  }

  private static AveragingPlan plan(RunConfig config, TrainingData data, int threads) {
    RunConfig.Train train = config.train();
    WorkerScaling scaling = train.scaling();
    return new AveragingPlan(
        UUID.randomUUID().toString(),
        config.model(),
        data.info().image(),
        data.format(),
        config.objective(),
        config.optimiser(),
        scaling.batch(train.batch(), train.workers()),
        frequency(train, train.averagingFrequency()),
        new AveragingGrowth(
            frequency(train, train.averagingGrowth().firstFrequency()),
            train.averagingGrowth().epochs()),
        train.seed(),
        train.workers() == 1 ? OuterStep.MEAN : train.outer(),
        train.workers(),
        trainImages(config, data.info()),
        train.epochs(),
        train.schedule().warmUpEpochs(),
        threads);
  }

  /** Converts an interval to minibatches of a worker. */
  private static int frequency(RunConfig.Train train, int minibatches) {
    return minibatches == 0
        ? 0
        : train.scaling().averagingFrequency(train.batch(), minibatches, train.workers());
  }

  private static long trainImages(RunConfig config, DatasetInfo dataset) {
    return dataset.trainImages() + (config.data().includeTest() ? dataset.testImages() : 0);
  }

  /** A worker's order of an epoch is an array of ints. */
  private static void checkShards(AveragingPlan plan, String items) {
    if ((plan.images() - 1) / plan.workers() >= Integer.MAX_VALUE - 8) {
      throw JobException.usage(
          "Cannot train on %,d %s with train.workers %d: expected at most %,d for each worker"
              .formatted(plan.images(), items, plan.workers(), Integer.MAX_VALUE - 8));
    }
  }

  /** The column {@code round} of the metrics is an int. */
  private static void checkRounds(AveragingPlan plan) {
    if (plan.roundsUntil(plan.epochs()) > Integer.MAX_VALUE) {
      throw JobException.usage(
          "Cannot train %,d epochs of %,d rounds: expected at most %,d rounds in all"
              .formatted(plan.epochs(), plan.rounds(0), Integer.MAX_VALUE));
    }
  }

  /**
   * @param start position to continue from; empty for a new training
   */
  Training from(Optional<Checkpoint> start) {
    return new Training(
        config,
        plan,
        data,
        shards,
        start.map(Checkpoint::at).orElse(Position.BEGIN),
        start.map(Checkpoint::seconds).orElse(0.0),
        start.map(Checkpoint::state));
  }

  @Override
  public void close() {
    shards.close();
  }
}
