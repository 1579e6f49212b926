package io.trainvae.train;

import io.trainvae.averaging.AveragedTraining;
import io.trainvae.averaging.AveragingPlan;
import io.trainvae.averaging.RoundListener;
import io.trainvae.checkpoint.Position;
import io.trainvae.config.RunConfig;
import io.trainvae.data.Split;
import io.trainvae.dl4j.AveragingTrainingMaster;
import io.trainvae.error.JobException;
import io.trainvae.evaluate.TestEvaluation;
import io.trainvae.evaluation.EvaluationSums;
import io.trainvae.inference.Inference;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.network.GraphVae;
import io.trainvae.network.SavedModel;
import io.trainvae.session.JobDescription;
import io.trainvae.train.TrainListener.Averaging;
import io.trainvae.train.TrainListener.Epoch;
import io.trainvae.train.TrainListener.Round;
import io.trainvae.train.TrainListener.TestFigures;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;

/** Runs epoch after epoch, from the training's current position to its end. */
final class EpochLoop implements RoundListener {
  private final SparkSession spark;
  private final Training training;
  private final TrainingControl control;
  private final EpochHistory history;
  private final MeanDisagreement disagreement;
  private final EpochDrawing pictures;
  private final StateBackup backup;
  private final RunGuard guard;
  private final TrainListener listener;
  private final AveragedTraining averaged;
  private final EpochClock clock = new EpochClock();
  private SavedModel model;

  /**
   * @param listener receives the epochs after the history has them
   */
  EpochLoop(
      SparkSession spark,
      Training training,
      TrainingProgress progress,
      EpochDrawing pictures,
      StateBackup backup,
      RunGuard guard,
      TrainListener listener) {
    this.spark = spark;
    this.training = training;
    this.control = progress.control();
    this.history = progress.history();
    this.disagreement = progress.disagreement();
    this.pictures = pictures;
    this.backup = backup;
    this.guard = guard;
    this.listener = listener;
    this.averaged =
        new AveragedTraining(
            JavaSparkContext.fromSparkContext(spark.sparkContext()),
            training.plan(),
            training.shards(),
            training.start(),
            training.state(),
            backup.copiesToDriver(),
            this);
  }

  /**
   * @return the final model
   * @throws JobException interrupted, with a checkpoint taken, when the training was asked to stop
   */
  SavedModel run() {
    try (averaged) {
      averaged.begin();
      model = training.model(averaged.parameters());
      epochs();
      return model;
    }
  }

  private void epochs() {
    AveragingPlan plan = training.plan();
    pictures.begin(training, model);
    SparkComputationGraph network = network();
    if (training.start().hasOpenEpoch()) {
      closeEpoch(training.start(), training.seconds());
      clock.restart(0);
    } else {
      clock.restart(training.seconds());
    }
    for (int epoch = training.start().epochs() + 1;
        epoch <= plan.epochs() && !control.stops();
        epoch++) {
      averaged.setLearningRate(control.learningRate());
      network.fitMultiDataSet(training.shards().chunks());
      stopWithinEpoch(averaged.position());
      epochTrained(clock.seconds());
      stopAfterEpoch(epoch);
      clock.restart(0);
    }
  }

  private SparkComputationGraph network() {
    RunConfig config = training.config();
    return new SparkComputationGraph(
        JavaSparkContext.fromSparkContext(spark.sparkContext()),
        GraphVae.newGraph(
            config.model(), training.dataset().image(), config.objective(), config.optimiser()),
        new AveragingTrainingMaster(training.plan(), averaged));
  }

  @Override
  public boolean roundDone(Position at) {
    double seconds = clock.seconds();
    double pace = at.images() / seconds;
    listener.roundDone(
        new Round(
            at.epochs() + 1,
            at.rounds(),
            training.plan().rounds(at.epochs()),
            at.images(),
            at.negElbo(),
            pace));
    // After the last round the epoch is complete, which is the better place to stop.
    return at.rounds() < training.plan().rounds(at.epochs()) && backup.isDue(at);
  }

  @Override
  public void averaged(Position at, double relative) {
    disagreement.add(relative);
    listener.roundAveraged(new Averaging(at.epochs() + 1, at.rounds(), relative));
  }

  @Override
  public boolean pausedAt(Position at) {
    return backup.takeWithinEpoch(at, clock.seconds(), averaged);
  }

  /** Write the checkpoint first: everything that is made from it can be made again. */
  private void epochTrained(double seconds) {
    guard.verify();
    Position at = averaged.position();
    backup.take(at, seconds, averaged);
    model = training.model(averaged.parameters());
    closeEpoch(at, seconds);
  }

  private void closeEpoch(Position at, double seconds) {
    int epoch = at.epochs();
    Optional<TestFigures> test =
        figures(training.config().evaluate().eachEpoch(), Split.TEST, epoch);
    Optional<TestFigures> validation =
        figures(training.dataset().validationImages() > 0, Split.VALIDATION, epoch);
    // That may have taken long.
    guard.verify();
    Epoch done =
        new Epoch(
            epoch,
            history.rounds() + training.plan().rounds(epoch - 1),
            at.images(),
            at.reconstruction() / at.images(),
            at.kl() / at.images(),
            seconds,
            control.learningRate(),
            disagreement.endEpoch(),
            test,
            validation);
    control.epochDone(done);
    pictures.draw(epoch, model);
    listener.epochDone(done);
    backup.close(epoch);
  }

  private Optional<TestFigures> figures(boolean wanted, Split split, int epoch) {
    RunConfig.Evaluate settings = training.config().evaluate();
    if (!wanted || training.source().dataset().isEmpty()) {
      return Optional.empty();
    }
    ParquetDataset dataset = training.source().dataset().get();
    try (Inference inference = new Inference(spark, dataset, model, settings);
        JobDescription described =
            JobDescription.of(
                spark, "evaluate the %s split after epoch %d".formatted(split.id(), epoch))) {
      EvaluationSums sums =
          TestEvaluation.sums(inference, split, settings, 0, OptionalInt.empty()).all();
      dataset.requireUnchanged();
      return Optional.of(new TestFigures(sums.images(), sums.reconstruction(), sums.kl()));
    }
  }

  private void stopWithinEpoch(Position at) {
    if (!at.betweenEpochs()) {
      throw JobException.interrupted(
          "Stopped in epoch %d/%d after round %d/%d; --resume continues there"
              .formatted(
                  at.epochs() + 1,
                  training.plan().epochs(),
                  at.rounds(),
                  training.plan().rounds(at.epochs())));
    }
  }

  private void stopAfterEpoch(int epoch) {
    int epochs = training.plan().epochs();
    if (epoch < epochs && guard.stopRequested()) {
      throw JobException.interrupted(
          "Stopped after epoch %d/%d; --resume continues there".formatted(epoch, epochs));
    }
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
