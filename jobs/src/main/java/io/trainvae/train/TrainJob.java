package io.trainvae.train;

import io.trainvae.averaging.AveragingPlan;
import io.trainvae.averaging.AveragingTrainingMaster;
import io.trainvae.averaging.Shards;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
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
  private final Listeners listeners;

  /**
   * @param listeners told of the training beside the run's own metrics and report
   */
  public TrainJob(SparkSession spark, TrainRequest request, List<TrainListener> listeners) {
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.request = request;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
    this.layout = new RunLayout(request.run());
    this.runId = RunId.of(request.run()).text();
    RunConfig config = request.config();
    this.film = new TrainingFilm(config.train().seed(), config.model().latent());
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
    ConfigWriter.write(storage, layout.config(), config);
    AveragingPlan plan = plan(config, dataset.info());
    try (Shards shards = shards(dataset, plan)) {
      try (JobDescription described =
          JobDescription.of(spark, "deal the images out to the workers")) {
        shards.load();
      }
      return train(config, plan, dataset.info(), shards);
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
                row -> {
                  byte[] image = ParquetDataset.checkedImage(row, info);
                  return new Tuple2<>(row.getInt(ParquetDataset.INDEX), image);
                });
    return Shards.of(images, info.trainImages(), info.pixels(), plan.workers());
  }

  private Summary train(RunConfig config, AveragingPlan plan, DatasetInfo dataset, Shards shards) {
    VaeState state = InitialWeights.of(config.model(), dataset.pixels(), config.train().seed());
    Listeners told =
        listeners.and(new GrowingReport(storage, layout, config, dataset, history, film));
    told.started(
        new Plan(runId, plan.workers(), plan.epochs(), plan.rounds(), plan.images(), state.size()));
    try {
      fit(config, plan, dataset, shards, state, told);
    } finally {
      told.ended();
    }
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
      Listeners told) {
    film.take(0, model(config, dataset, state));
    EpochClock clock = new EpochClock();
    AveragingTrainingMaster master =
        new AveragingTrainingMaster(
            plan,
            state,
            0,
            (epoch, round, images, negElbo) ->
                told.roundDone(
                    new Round(epoch + 1, round + 1, images, negElbo, images / clock.seconds())));
    SparkComputationGraph network =
        new SparkComputationGraph(
            context,
            GraphVae.newGraph(config.model(), dataset.pixels(), config.optimiser()),
            master);
    for (int epoch = 1; epoch <= plan.epochs(); epoch++) {
      clock.restart();
      network.fitMultiDataSet(shards.chunks());
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
    }
    SavedModel last = model(config, dataset, state);
    storage.writeAtomically(new Path(layout.images(), "training.gif"), film.gif(last));
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

    void restart() {
      start = System.nanoTime();
    }

    double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }
  }
}
