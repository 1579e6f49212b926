package io.trainvae.train;

import io.trainvae.averaging.AveragingPlan;
import io.trainvae.averaging.AveragingTrainingMaster;
import io.trainvae.averaging.ImageChunk;
import io.trainvae.averaging.Shards;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.evaluate.TestEvaluation;
import io.trainvae.evaluation.EvaluationSums;
import io.trainvae.gpu.Gpus;
import io.trainvae.inference.Inference;
import io.trainvae.inference.TestImages;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.model.Shape;
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
import io.trainvae.train.TrainListener.TestFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
    this.film = new TrainingFilm(config.train().seed(), config.model());
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
    new DatasetRules(config, dataset.info()).check(request.data());
    ConfigWriter.write(storage, layout.config(), config);
    AveragingPlan plan = plan(config, dataset.info());
    try (Shards shards = shards(config, dataset, plan)) {
      try (JobDescription described =
          JobDescription.of(spark, "deal the images out to the workers")) {
        shards.load();
      }
      return train(config, plan, dataset, shards);
    } finally {
      AveragingTrainingMaster.release();
    }
  }

  private RunConfig withWorkers(DatasetInfo dataset) {
    RunConfig config = request.config();
    OptionalInt gpus = Gpus.forWorkers(context.sc(), config.train().workers());
    if (config.train().workers() > 0) {
      return config;
    }
    int slots = gpus.orElse(context.defaultParallelism());
    return config.withWorkers(Math.max(1, Math.min(slots, dataset.trainImages())));
  }

  private static AveragingPlan plan(RunConfig config, DatasetInfo dataset) {
    return new AveragingPlan(
        UUID.randomUUID().toString(),
        config.model(),
        image(dataset),
        config.objective(),
        config.optimiser(),
        config.train().batch(),
        config.train().averagingFrequency(),
        config.train().seed(),
        config.train().workers(),
        trainImages(config, dataset),
        config.train().epochs());
  }

  private static Shape image(DatasetInfo dataset) {
    return Shape.grey(dataset.height(), dataset.width());
  }

  private static int trainImages(RunConfig config, DatasetInfo dataset) {
    return dataset.trainImages() + (config.data().includeTest() ? dataset.testImages() : 0);
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
        .javaRDD()
        .mapToPair(
            row -> {
              byte[] image = ParquetDataset.checkedImage(row, info);
              return new Tuple2<>(
                  firstIndex + row.getInt(ParquetDataset.INDEX),
                  ImageChunk.record(image, row.getInt(ParquetDataset.LABEL)));
            });
  }

  private Summary train(
      RunConfig config, AveragingPlan plan, ParquetDataset images, Shards shards) {
    DatasetInfo dataset = images.info();
    VaeState state = InitialWeights.of(config.model(), image(dataset), config.train().seed());
    Listeners told =
        listeners.and(new GrowingReport(storage, layout, config, dataset, history, film));
    told.started(
        new Plan(runId, plan.workers(), plan.epochs(), plan.rounds(), plan.images(), state.size()));
    try {
      fit(config, plan, images, shards, state, told);
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
      ParquetDataset source,
      Shards shards,
      VaeState state,
      Listeners told) {
    DatasetInfo dataset = source.info();
    film.take(0, model(config, dataset, state));
    Optional<EpochPictures> pictures = epochPictures(config, source, model(config, dataset, state));
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
            context, GraphVae.newGraph(config.model(), image(dataset), config.optimiser()), master);
    TrainingControl control = new TrainingControl(config);
    for (int epoch = 1; epoch <= plan.epochs() && !control.stops(); epoch++) {
      clock.restart();
      master.setLearningRate(control.learningRate());
      network.fitMultiDataSet(shards.chunks());
      double seconds = clock.seconds();
      SavedModel model = model(config, dataset, state);
      Epoch done =
          new Epoch(
              epoch,
              epoch * plan.rounds(),
              plan.images(),
              master.reconstruction(),
              master.kl(),
              seconds,
              control.learningRate(),
              testFigures(config, source, model, epoch));
      control.epochDone(done);
      film.take(epoch, model);
      int now = epoch;
      pictures.ifPresent(drawn -> drawn.draw(now, model, film));
      told.epochDone(done);
    }
    SavedModel last = model(config, dataset, state);
    storage.writeAtomically(new Path(layout.images(), "training.gif"), film.gif(last));
  }

  private Optional<EpochPictures> epochPictures(
      RunConfig config, ParquetDataset source, SavedModel untrained) {
    if (!config.decode().epochPictures()) {
      return Optional.empty();
    }
    try (Inference inference = new Inference(spark, source, untrained, config.evaluate());
        JobDescription described = JobDescription.of(spark, "read some test images")) {
      TestImages images = TestImages.first(inference, EpochPictures.IMAGES);
      return Optional.of(new EpochPictures(storage, layout.epochImages(), images));
    }
  }

  private Optional<TestFigures> testFigures(
      RunConfig config, ParquetDataset images, SavedModel model, int epoch) {
    if (!config.evaluate().eachEpoch()) {
      return Optional.empty();
    }
    try (Inference inference = new Inference(spark, images, model, config.evaluate());
        JobDescription described =
            JobDescription.of(spark, "evaluate the test split after epoch " + epoch)) {
      EvaluationSums sums =
          TestEvaluation.sums(inference, config.evaluate(), 0, OptionalInt.empty()).all();
      return Optional.of(new TestFigures(sums.reconstruction(), sums.kl()));
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
        history.epochs(),
        config.model().likelihood().unit(),
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
