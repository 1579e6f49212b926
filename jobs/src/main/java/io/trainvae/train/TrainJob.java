package io.trainvae.train;

import io.trainvae.averaging.AveragedTraining;
import io.trainvae.averaging.AveragingPlan;
import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.checkpoint.Origin;
import io.trainvae.checkpoint.Position;
import io.trainvae.config.AveragingGrowth;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.OuterStep;
import io.trainvae.config.RunConfig;
import io.trainvae.config.WorkerScaling;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.gpu.Gpus;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.model.ParameterLayout;
import io.trainvae.network.SavedModel;
import io.trainvae.run.RunId;
import io.trainvae.run.RunLayout;
import io.trainvae.session.Executors;
import io.trainvae.session.JobDescription;
import io.trainvae.shards.ImageChunk;
import io.trainvae.shards.Shards;
import io.trainvae.storage.Storage;
import io.trainvae.train.Parallelism.Cores;
import io.trainvae.train.TrainListener.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Fits a VAE to the training split by parameter averaging. */
public final class TrainJob {
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final TrainRequest request;
  private final Storage storage;
  private final RunLayout layout;
  private final String runId;
  private final EpochHistory history = new EpochHistory();
  private final TrainingFilm film;
  private final TrainingControl control;
  private final MeanDisagreement disagreement = new MeanDisagreement();
  private final Oversight oversight;
  private final Listeners listeners;

  /**
   * @param listeners told of the training beside the run's own metrics and report
   * @param oversight asked whether to go on
   */
  public TrainJob(
      SparkSession spark,
      TrainRequest request,
      List<TrainListener> listeners,
      Oversight oversight) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.request = request;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
    this.layout = new RunLayout(request.run());
    this.runId = RunId.of(request.run()).text();
    RunConfig config = request.config();
    this.control = new TrainingControl(config);
    this.oversight = oversight;
    this.film =
        new TrainingFilm(
            config.train().seed(),
            config.model(),
            config.train().epochs(),
            new FrameFiles(storage, layout.checkpoints()));
    List<TrainListener> all = new ArrayList<>();
    all.add(history);
    all.add(new EpochMetrics(new MetricsFile(storage, layout.metrics()), runId));
    all.add(new TrainingMetrics());
    all.addAll(listeners);
    this.listeners = new Listeners(all);
  }

  /** Trains, and writes metrics after every epoch, then the model and the summary. */
  public Summary execute() {
    AveragedTraining.checkSettings(context.getConf());
    ParquetDataset dataset = ParquetDataset.open(spark, request.data());
    Parallelism parallelism = parallelism(dataset.info());
    RunConfig config = request.config().withWorkers(parallelism.workers());
    new DatasetRules(config, dataset.info()).check(request.data());
    AveragingPlan plan = plan(config, dataset.info(), parallelism.threads());
    checkRounds(plan);
    try (Shards shards = shards(config, dataset, plan)) {
      Checkpointer checkpoints = checkpointer(config, dataset.info(), deal(shards));
      request.start().ifPresent(checkpoints::restore);
      return train(training(config, plan, dataset, shards), checkpoints);
    }
  }

  private String deal(Shards shards) {
    try (JobDescription described =
        JobDescription.of(spark, "deal the images out to the workers")) {
      return shards.load();
    }
  }

  private Checkpointer checkpointer(RunConfig config, DatasetInfo dataset, String images) {
    return new Checkpointer(
        new CheckpointStore(storage, layout.checkpoints()),
        config.checkpoint(),
        Origin.of(config, dataset),
        images,
        history,
        List.of(control, disagreement),
        oversight);
  }

  private Training training(
      RunConfig config, AveragingPlan plan, ParquetDataset dataset, Shards shards) {
    Optional<Checkpoint> start = request.start();
    return new Training(
        config,
        plan,
        dataset,
        shards,
        start.map(Checkpoint::at).orElse(Position.BEGIN),
        start.map(Checkpoint::seconds).orElse(0.0),
        start.map(Checkpoint::state));
  }

  private Parallelism parallelism(DatasetInfo dataset) {
    RunConfig.Train asked = request.config().train();
    OptionalInt gpus = Gpus.forWorkers(context.sc(), asked.workers());
    Cores cores = gpus.isPresent() ? new Cores(false, gpus.getAsInt(), 1) : cores(asked);
    Parallelism all = Parallelism.of(asked.workers(), asked.threads(), cores);
    Parallelism chosen =
        asked.workers() > 0
            ? all
            : new Parallelism(Math.min(all.workers(), dataset.trainImages()), all.threads());
    chosen.excess(cores).ifPresent(listeners::warned);
    return chosen;
  }

  /** Waits for the executors that so many workers and threads need. */
  private Cores cores(RunConfig.Train asked) {
    int each = context.getConf().getInt("spark.task.cpus", 1);
    int tasks = (Math.max(each, asked.threads()) - 1) / each + 1;
    int slots = Executors.awaitSlots(context.sc(), Math.multiplyExact(asked.workers(), tasks));
    return new Cores(context.isLocal(), Math.multiplyExact(slots, each), each);
  }

  private static AveragingPlan plan(RunConfig config, DatasetInfo dataset, int threads) {
    RunConfig.Train train = config.train();
    WorkerScaling scaling = train.scaling();
    return new AveragingPlan(
        UUID.randomUUID().toString(),
        config.model(),
        dataset.image(),
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
        trainImages(config, dataset),
        train.epochs(),
        train.schedule().warmUpEpochs(),
        threads);
  }

  /** In minibatches of a worker. */
  private static int frequency(RunConfig.Train train, int minibatches) {
    return minibatches == 0
        ? 0
        : train.scaling().averagingFrequency(train.batch(), minibatches, train.workers());
  }

  private static int trainImages(RunConfig config, DatasetInfo dataset) {
    long images =
        dataset.trainImages() + (config.data().includeTest() ? (long) dataset.testImages() : 0);
    if (images > Integer.MAX_VALUE) {
      throw JobException.data(
          "Cannot train on %,d images: expected at most %,d".formatted(images, Integer.MAX_VALUE));
    }
    return (int) images;
  }

  /** The column {@code round} of the metrics is an int. */
  private static void checkRounds(AveragingPlan plan) {
    if (plan.roundsUntil(plan.epochs()) > Integer.MAX_VALUE) {
      throw JobException.usage(
          "Cannot train %,d epochs of %,d rounds: expected at most %,d rounds in all"
              .formatted(plan.epochs(), plan.rounds(0), Integer.MAX_VALUE));
    }
  }

  private Shards shards(RunConfig config, ParquetDataset dataset, AveragingPlan plan) {
    DatasetInfo info = dataset.info();
    JavaPairRDD<Integer, byte[]> records = records(dataset, Split.TRAIN, 0);
    if (config.data().includeTest()) {
      records = records.union(records(dataset, Split.TEST, info.trainImages()));
    }
    return Shards.of(records, plan.images(), info.pixels(), plan.workers());
  }

  private static JavaPairRDD<Integer, byte[]> records(
      ParquetDataset dataset, Split split, int firstIndex) {
    DatasetInfo info = dataset.info();
    return dataset
        .images(split)
        .mapToPair(
            row -> {
              byte[] image = ParquetDataset.checkedImage(row, info);
              return new Tuple2<>(
                  firstIndex + row.getInt(ParquetDataset.INDEX),
                  ImageChunk.record(image, row.getInt(ParquetDataset.LABEL)));
            });
  }

  private Summary train(Training training, Checkpointer checkpoints) {
    AveragingPlan plan = training.plan();
    TrainingSummary figures =
        new TrainingSummary(
            runId, training.config(), plan.threads(), training.dataset(), history, disagreement);
    Listeners told = listeners.and(new GrowingReport(storage, layout, figures, film, oversight));
    TrainingEnd end = new TrainingEnd(storage, layout, figures, oversight);
    told.started(
        new Plan(
            runId,
            plan.workers(),
            plan.threads(),
            plan.batch(),
            plan.epochs(),
            plan.rounds(0),
            plan.images(),
            new ParameterLayout(plan.spec(), plan.image()).total()));
    Summary summary;
    try {
      ConfigWriter.write(storage, layout.config(), training.config());
      SavedModel model = allEpochs(training, checkpoints, told);
      summary = end.trained(model, outcome(plan));
    } catch (Throwable e) {
      told.ended(end.unfinished(e));
      throw e;
    }
    told.ended(summary.outcome());
    return summary;
  }

  private SavedModel allEpochs(Training training, Checkpointer checkpoints, TrainListener told) {
    try (StopSignal.Heed heed = oversight.stop().heed()) {
      SavedModel model =
          new EpochLoop(
                  spark,
                  training,
                  layout.epochImages(),
                  control,
                  disagreement,
                  film,
                  checkpoints,
                  oversight,
                  told)
              .run();
      oversight.verify();
      storage.writeAtomically(new Path(layout.images(), "training.gif"), film.gif(model));
      return model;
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.STORAGE) {
        oversight.verifyAfterFailure();
      }
      throw e;
    }
  }

  private Outcome outcome(AveragingPlan plan) {
    return history.epochs() < plan.epochs() ? Outcome.STOPPED_EARLY : Outcome.FINISHED;
  }
}
