package io.trainvae.train;

import io.trainvae.checkpoint.EpochFigures;
import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import io.trainvae.metrics.Outcome;
import io.trainvae.network.SavedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Fits a VAE and returns the model, without a run folder. The driver keeps a copy of the state, so
 * that the training continues when executors are lost.
 */
public final class InMemoryTraining {
  private static final String ID = "in-memory";

  private final SparkSession spark;
  private final RunConfig config;
  private final TrainingData data;
  private final EpochHistory history = new EpochHistory();
  private final CompositeListener listeners;

  /**
   * @param config its workers may be 0, for as many as there are slots
   */
  public InMemoryTraining(
      SparkSession spark, RunConfig config, TrainingData data, List<TrainListener> listeners) {
    this.spark = spark;
    this.config = config;
    this.data = data;
    List<TrainListener> all = new ArrayList<>(List.of(history, new TrainingMetrics()));
    all.addAll(listeners);
    this.listeners = new CompositeListener(all);
  }

  /**
   * A model and how it came about.
   *
   * @param config as resolved, with its number of workers
   * @param epochs in their order
   */
  public record Trained(SavedModel model, RunConfig config, List<EpochFigures> epochs) {}

  /**
   * @throws JobException usage or data, if the configuration cannot be trained on the data; failed,
   *     if training diverges
   */
  public Trained execute() {
    try (PreparedTraining prepared = PreparedTraining.of(spark, config, data, listeners::warned)) {
      Training training = prepared.from(Optional.empty());
      listeners.started(training.description(ID));
      Outcome outcome = Outcome.FAILED;
      try {
        SavedModel model = loop(training).run();
        outcome =
            history.epochs() < prepared.plan().epochs() ? Outcome.STOPPED_EARLY : Outcome.FINISHED;
        return new Trained(model, prepared.config(), history.figures());
      } finally {
        listeners.ended(outcome);
      }
    }
  }

  private EpochLoop loop(Training training) {
    RunGuard oversight = new RunGuard(Optional.empty(), new StopSignal());
    return new EpochLoop(
        spark,
        training,
        TrainingProgress.begin(training.config(), history),
        EpochDrawing.NONE,
        new DriverBackup(oversight),
        oversight,
        listeners);
  }
}
