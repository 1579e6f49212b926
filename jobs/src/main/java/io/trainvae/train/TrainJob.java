package io.trainvae.train;

import io.trainvae.averaging.AveragingPlan;
import io.trainvae.averaging.AveragingTrainingMaster;
import io.trainvae.averaging.Shards;
import io.trainvae.checkpoint.Checkpoint;
import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.checkpoint.Origin;
import io.trainvae.checkpoint.Position;
import io.trainvae.checkpoint.Resumable;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.network.GraphVae;
import io.trainvae.network.InitialWeights;
import io.trainvae.network.SavedModel;
import io.trainvae.network.VaeState;
import io.trainvae.run.RunId;
import io.trainvae.run.RunLayout;
import io.trainvae.run.SummaryFile;
import io.trainvae.session.JobDescription;
import io.trainvae.storage.Storage;
import io.trainvae.train.TrainListener.Epoch;
import io.trainvae.train.TrainListener.Plan;
import io.trainvae.train.TrainListener.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
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
  private final List<Resumable> controls = List.of();
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
    this.oversight = oversight;
    this.film =
        new TrainingFilm(
            config.train().seed(),
            config.model().latent(),
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
    ParquetDataset dataset = ParquetDataset.open(spark, request.data());
    RunConfig config = withWorkers(dataset.info());
    AveragingPlan plan = plan(config, dataset.info());
    try (Shards shards = shards(dataset, plan)) {
      String images;
      try (JobDescription described =
          JobDescription.of(spark, "deal the images out to the workers")) {
        images = shards.load();
      }
      Checkpointer checkpoints =
          new Checkpointer(
              new CheckpointStore(storage, layout.checkpoints()),
              config.checkpoint(),
              Origin.of(config, dataset.info()),
              images,
              history,
              controls,
              oversight);
      request.start().ifPresent(checkpoints::restore);
      return train(config, plan, dataset.info(), shards, checkpoints);
    } finally {
      AveragingTrainingMaster.release();
    }
  }

  private RunConfig withWorkers(DatasetInfo dataset) {
    RunConfig config = request.config();
    if (config.train().workers() > 0) {
      return config;
    }
    int slots = context.defaultParallelism();
    return config.withWorkers(Math.max(1, Math.min(slots, dataset.trainImages())));
  }

  private static AveragingPlan plan(RunConfig config, DatasetInfo dataset) {
    return new AveragingPlan(
        UUID.randomUUID().toString(),
        config.model(),
        dataset.pixels(),
        config.optimiser(),
        config.train().batch(),
        config.train().averagingFrequency(),
        config.train().seed(),
        config.train().workers(),
        dataset.trainImages(),
        config.train().epochs());
  }

  private Shards shards(ParquetDataset dataset, AveragingPlan plan) {
    DatasetInfo info = dataset.info();
    JavaPairRDD<Integer, byte[]> images =
        dataset
            .images(Split.TRAIN)
            .javaRDD()
            .mapToPair(
                row ->
                    new Tuple2<>(
                        row.getInt(ParquetDataset.INDEX), ParquetDataset.checkedImage(row, info)));
    return Shards.of(images, info.trainImages(), info.pixels(), plan.workers());
  }

  private Summary train(
      RunConfig config,
      AveragingPlan plan,
      DatasetInfo dataset,
      Shards shards,
      Checkpointer checkpoints) {
    VaeState state =
        request
            .start()
            .map(Checkpoint::state)
            .orElseGet(
                () -> InitialWeights.of(config.model(), dataset.pixels(), config.train().seed()));
    Listeners told =
        listeners.and(
            new GrowingReport(storage, layout, config, dataset, history, film, oversight));
    told.started(
        new Plan(runId, plan.workers(), plan.epochs(), plan.rounds(), plan.images(), state.size()));
    ConfigWriter.write(storage, layout.config(), config);
    try (StopSignal.Heed heed = oversight.stop().heed()) {
      fit(config, plan, dataset, shards, state, checkpoints, told);
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.STORAGE) {
        // A run that is gone, or another's, is the better reason.
        oversight.verify();
      }
      throw e;
    } finally {
      told.ended();
    }
    oversight.verify();
    model(config, dataset, state).write(storage, layout.model());
    Summary summary = summary(config, dataset, state);
    SummaryFile.write(storage, layout.summary(), summary);
    return summary;
  }

  private void fit(
      RunConfig config,
      AveragingPlan plan,
      DatasetInfo dataset,
      Shards shards,
      VaeState state,
      Checkpointer checkpoints,
      Listeners told) {
    Position start = request.start().map(Checkpoint::at).orElse(Position.BEGIN);
    film.begin(start, model(config, dataset, state));
    EpochClock clock = new EpochClock();
    AveragingTrainingMaster master =
        new AveragingTrainingMaster(
            plan,
            state,
            start,
            at -> {
              double seconds = clock.seconds();
              double pace = at.images() / seconds;
              told.roundDone(
                  new Round(at.epochs() + 1, at.rounds(), at.images(), at.negElbo(), pace));
              return at.rounds() == plan.rounds() || checkpoints.roundDone(at, seconds, state);
            });
    SparkComputationGraph network =
        new SparkComputationGraph(
            context,
            GraphVae.newGraph(config.model(), dataset.pixels(), config.optimiser()),
            master);
    clock.restart(request.start().map(Checkpoint::seconds).orElse(0.0));
    for (int epoch = start.epochs() + 1; epoch <= plan.epochs(); epoch++) {
      network.fitMultiDataSet(shards.chunks());
      stopWithinEpoch(master.position(), plan);
      oversight.verify();
      Epoch done =
          new Epoch(
              epoch,
              epoch * plan.rounds(),
              plan.images(),
              master.reconstruction(),
              master.kl(),
              clock.seconds());
      film.take(epoch, model(config, dataset, state));
      told.epochDone(done);
      checkpoints.take(master.position(), 0, state);
      stopAfterEpoch(epoch, plan);
      clock.restart(0);
    }
    SavedModel last = model(config, dataset, state);
    storage.writeAtomically(new Path(layout.images(), "training.gif"), film.gif(last));
  }

  private static void stopWithinEpoch(Position at, AveragingPlan plan) {
    if (!at.betweenEpochs()) {
      throw JobException.interrupted(
          "Stopped in epoch %d/%d after round %d/%d; --resume goes on there"
              .formatted(at.epochs() + 1, plan.epochs(), at.rounds(), plan.rounds()));
    }
  }

  private void stopAfterEpoch(int epoch, AveragingPlan plan) {
    if (epoch < plan.epochs() && oversight.stopRequested()) {
      throw JobException.interrupted(
          "Stopped after epoch %d/%d; --resume goes on there".formatted(epoch, plan.epochs()));
    }
  }

  private static SavedModel model(RunConfig config, DatasetInfo dataset, VaeState state) {
    return new SavedModel(config.model(), dataset.height(), dataset.width(), state.parameters());
  }

  private Summary summary(RunConfig config, DatasetInfo dataset, VaeState state) {
    return new Summary(
        runId,
        config.preset(),
        "trained",
        new Summary.Dataset(dataset.name(), dataset.trainImages(), dataset.testImages()),
        config.train().workers(),
        config.train().averagingFrequency(),
        config.train().seed(),
        config.train().epochs(),
        history.summary(),
        null,
        state.parametersSha256());
  }

  private static final class EpochClock {
    private long start = System.nanoTime();

    /**
     * @param spent seconds that the epoch has taken already
     */
    void restart(double spent) {
      start = System.nanoTime() - Math.round(spent * 1e9);
    }

    double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
