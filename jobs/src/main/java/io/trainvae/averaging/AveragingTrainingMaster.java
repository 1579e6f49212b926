package io.trainvae.averaging;

import io.trainvae.averaging.RoundResult.Losses;
import io.trainvae.checkpoint.Position;
import io.trainvae.error.JobException;
import io.trainvae.model.ParameterLayout;
import io.trainvae.network.GraphVae;
import io.trainvae.network.VaeState;
import io.trainvae.session.JobDescription;
import java.util.Collection;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Synchronous data-parallel training by parameter averaging (McDonald, Hall and Mann 2010), in
 * which every image is used in every epoch, weights count examples, and Adam's moments are averaged
 * with the parameters. Used through {@code SparkComputationGraph.fitMultiDataSet}, once for each
 * epoch, on the chunks that {@link Shards} made.
 */
public final class AveragingTrainingMaster implements TrainingMaster<RoundResult, AveragingWorker> {
  private final AveragingPlan plan;
  private final ParameterLayout layout;
  private final RoundListener listener;
  private final VaeState state;
  private double learningRate;
  private int epoch;
  private int round;
  private Losses epochLosses;

  /** Told after each round. */
  @FunctionalInterface
  public interface RoundListener {
    /**
     * @param at within the epoch, also after its last round
     * @return whether to go on with the epoch
     */
    boolean roundDone(Position at);
  }

  /**
   * @param start where training begins; changed as it goes on
   * @param at how far it is there
   */
  public AveragingTrainingMaster(
      AveragingPlan plan, VaeState start, Position at, RoundListener listener) {
    this.plan = plan;
    this.layout = new ParameterLayout(plan.spec(), plan.image());
    this.state = start;
    this.epoch = at.epochs();
    this.round = at.rounds();
    this.epochLosses = new Losses(at.images(), at.reconstruction(), at.kl(), true);
    this.listener = listener;
    this.learningRate = plan.optimiser().learningRate();
  }

  /** The state now. Changed by the next epoch. */
  public VaeState state() {
    return state;
  }

  /**
   * How far the training is: between two epochs, or within one that the listener broke off; with
   * the sums of the epoch trained last.
   */
  public Position position() {
    return new Position(
        epoch, round, epochLosses.images(), epochLosses.reconstruction(), epochLosses.kl());
  }

  /**
   * One epoch over chunks made by {@link Shards}, or what is left of the one that is under way.
   * After the plan's last epoch the graph has the parameters and updater state; before, {@link
   * #state()} does.
   */
  @Override
  public void executeTrainingMDS(SparkComputationGraph network, JavaRDD<MultiDataSet> shards) {
    if (shards.getNumPartitions() != plan.workers()) {
      throw new IllegalArgumentException(
          "Got %d partitions, expected one for each of %d workers"
              .formatted(shards.getNumPartitions(), plan.workers()));
    }
    AveragingWorker worker = getWorkerInstance(network);
    JavaSparkContext context = network.getSparkContext();
    epochLosses = round == 0 ? Losses.NONE : epochLosses;
    boolean goOn = true;
    while (goOn && round < plan.rounds()) {
      try (JobDescription described = JobDescription.of(context.sc(), describe())) {
        epochLosses = epochLosses.plus(executeRound(context, worker, shards));
      }
      round++;
      goOn = listener.roundDone(position());
    }
    if (round == plan.rounds()) {
      checkState();
      epoch++;
      round = 0;
      if (epoch == plan.epochs()) {
        GraphVae.setState(layout, network.getNetwork(), state);
      }
    }
  }

  private String describe() {
    return "train epoch %d/%d, round %d/%d"
        .formatted(epoch + 1, plan.epochs(), round + 1, plan.rounds());
  }

  private Losses executeRound(
      JavaSparkContext context, AveragingWorker worker, JavaRDD<MultiDataSet> shards) {
    String key = "%s/%d/%d".formatted(plan.trainingId(), epoch, round);
    try (StateHandover states = StateHandover.of(context, key, state)) {
      double beta = plan.beta(epoch, round);
      RoundTask task = new RoundTask(worker, epoch, round, learningRate, beta, states);
      return RoundJob.run(context, shards, task, state).losses(this::nameOfFailure);
    }
  }

  private JobException nameOfFailure(RoundResult result) {
    return JobException.failed(
        ("Training stopped: loss is not a finite number in epoch %d, round %d, worker %d (executor %s);"
                + " try a smaller learning rate than %s")
            .formatted(epoch + 1, round + 1, result.worker(), result.host(), learningRate));
  }

  private void checkState() {
    if (!state.isFinite()) {
      throw JobException.failed(
          "Training stopped: parameters are not finite after epoch %d; try a smaller learning rate than %s"
              .formatted(epoch + 1, learningRate));
    }
  }

  /** Gives back what trainings keep alive in this virtual machine. */
  public static void release() {
    ResidentNetwork.closeAll();
  }

  /** For the epochs to come. */
  public void setLearningRate(double rate) {
    learningRate = rate;
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkComputationGraph network) {
    return new AveragingWorker(plan);
  }

  @Override
  public AveragingWorker getWorkerInstance(SparkDl4jMultiLayer network) {
    throw AveragingWorker.notAGraph();
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
    throw AveragingWorker.notAGraph();
  }

  @Override
  public void executeTraining(SparkComputationGraph network, JavaRDD<DataSet> data) {
    throw new IllegalArgumentException("Train on shards of ImageChunk, got an RDD of DataSet");
  }

  @Override
  public void executeTrainingPaths(
      SparkDl4jMultiLayer network,
      SparkComputationGraph graph,
      JavaRDD<String> paths,
      DataSetLoader loader,
      MultiDataSetLoader multiLoader) {
    throw new IllegalArgumentException("Train on shards of ImageChunk, got paths");
  }

  @Override
  public String toJson() {
    return "{\"averagingTrainingMaster\": \"%s\"}".formatted(plan);
  }

  @Override
  public String toYaml() {
    return "averagingTrainingMaster: \"" + plan + "\"";
  }

  @Override
  public void setCollectTrainingStats(boolean collect) {
    if (collect) {
      throw new IllegalArgumentException(
          "Statistics are in Spark's own UI and event log; this trainer collects no others");
    }
  }

  @Override
  public boolean getIsCollectTrainingStats() {
    return false;
  }

  @Override
  public SparkTrainingStats getTrainingStats() {
    return null;
  }

  @Override
  public void setListeners(Collection<TrainingListener> listeners) {
    refuse(listeners);
  }

  @Override
  public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {
    refuse(listeners);
  }

  private static void refuse(Collection<TrainingListener> listeners) {
    if (listeners != null && !listeners.isEmpty()) {
      throw new IllegalArgumentException(
          "DL4J's listeners see every iteration of one network; give a RoundListener instead of "
              + listeners);
    }
  }

  @Override
  public void addHook(TrainingHook hook) {
    throw AveragingWorker.noHooks(hook);
  }

  @Override
  public void removeHook(TrainingHook hook) {
    throw AveragingWorker.noHooks(hook);
  }

  /** Makes no temporary files. */
  @Override
  public boolean deleteTempFiles(JavaSparkContext context) {
    return true;
  }

  /** Makes no temporary files. */
  @Override
  public boolean deleteTempFiles(SparkContext context) {
    return true;
  }
}
