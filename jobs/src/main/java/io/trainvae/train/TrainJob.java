package io.trainvae.train;

import io.trainvae.averaging.AveragingPlan;
import io.trainvae.checkpoint.CheckpointStore;
import io.trainvae.checkpoint.EpochFigures;
import io.trainvae.checkpoint.Origin;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.network.SavedModel;
import io.trainvae.run.RunId;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Fits a VAE to the training split by parameter averaging. */
public final class TrainJob {
  private final SparkSession spark;
  private final TrainRequest request;
  private final Storage storage;
  private final RunLayout layout;
  private final String runId;
  private final EpochHistory history = new EpochHistory();
  private final TrainingFilm film;
  private final RunGuard guard;
  private final CompositeListener listeners;

  /**
   * @param listeners receive training events, in addition to the run's own metrics and report
   * @param guard decides whether to continue
   */
  public TrainJob(
      SparkSession spark, TrainRequest request, List<TrainListener> listeners, RunGuard guard) {
    this.spark = spark;
    this.request = request;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
    this.layout = new RunLayout(request.run());
    this.runId = RunId.of(request.run()).text();
    RunConfig config = request.config();
    this.guard = guard;
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
    this.listeners = new CompositeListener(all);
  }

  /** Trains, and writes metrics after every epoch, then the model and the summary. */
  public Summary execute() {
    return execute(
        new ParquetTrainingData(
            ParquetDataset.open(spark, request.data()), request.config().model()));
  }

  /** Trains on the given data instead of those that the request names. */
  public Summary execute(TrainingData data) {
    try (PreparedTraining prepared =
        PreparedTraining.of(spark, request.config(), data, listeners::warned)) {
      TrainingProgress progress = TrainingProgress.begin(prepared.config(), history);
      Checkpointer checkpoints = checkpointer(prepared, progress);
      request.start().ifPresent(checkpoints::restore);
      return train(prepared.from(request.start()), progress, checkpoints);
    }
  }

  /**
   * Checks that the training to resume used the same data. Changes nothing in the run.
   *
   * @throws JobException data, when it saw others
   */
  public void verify(TrainingData data) {
    try (PreparedTraining prepared =
        PreparedTraining.of(spark, request.config(), data, listeners::warned)) {
      TrainingProgress progress = TrainingProgress.begin(prepared.config(), history);
      request.start().ifPresent(checkpointer(prepared, progress)::restore);
    }
  }

  /** The epochs so far, those of earlier processes included. */
  public List<EpochFigures> epochs() {
    return history.figures();
  }

  private Checkpointer checkpointer(PreparedTraining prepared, TrainingProgress progress) {
    return new Checkpointer(
        new CheckpointStore(storage, layout.checkpoints()),
        prepared.config().checkpoint(),
        Origin.of(prepared.config(), prepared.data().info()),
        prepared.checksum(),
        progress.history(),
        List.of(progress.control(), progress.disagreement()),
        guard);
  }

  private Summary train(Training training, TrainingProgress progress, Checkpointer checkpoints) {
    AveragingPlan plan = training.plan();
    TrainingSummary figures =
        new TrainingSummary(runId, training.config(), plan.threads(), training.dataset(), progress);
    CompositeListener allListeners =
        listeners.and(new LiveReport(storage, layout, figures, film, guard));
    OutcomeWriter end = new OutcomeWriter(storage, layout, figures, guard);
    allListeners.started(training.description(runId));
    Summary summary;
    try {
      ConfigWriter.write(storage, layout.config(), training.config());
      SavedModel model = allEpochs(training, progress, checkpoints, allListeners);
      summary = end.trained(model, outcome(plan));
    } catch (Throwable e) {
      allListeners.ended(end.unfinished(e));
      throw e;
    }
    allListeners.ended(summary.outcome());
    return summary;
  }

  private SavedModel allEpochs(
      Training training,
      TrainingProgress progress,
      Checkpointer checkpoints,
      TrainListener listener) {
    try (StopSignal.Handling handling = guard.stop().handling()) {
      SavedModel model =
          new EpochLoop(
                  spark,
                  training,
                  progress,
                  new RunPictures(spark, film, layout.epochImages()),
                  checkpoints,
                  guard,
                  listener)
              .run();
      guard.verify();
      if (!film.isEmpty()) {
        storage.writeAtomically(new Path(layout.images(), "training.gif"), film.gif(model));
      }
      return model;
    } catch (JobException e) {
      if (e.exitCode() == ExitCode.STORAGE) {
        guard.verifyAfterFailure();
      }
      throw e;
    }
  }

  private Outcome outcome(AveragingPlan plan) {
    return history.epochs() < plan.epochs() ? Outcome.STOPPED_EARLY : Outcome.FINISHED;
  }
}
