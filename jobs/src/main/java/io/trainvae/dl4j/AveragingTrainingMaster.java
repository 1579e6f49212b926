package io.trainvae.dl4j;

import io.trainvae.averaging.AveragedTraining;
import io.trainvae.averaging.AveragingPlan;
import io.trainvae.shards.Shards;
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
 * Lets a {@code SparkComputationGraph} train by {@link AveragedTraining}: once for each epoch,
 * through {@code fitMultiDataSet}, on the chunks that {@link Shards} made.
 */
public final class AveragingTrainingMaster implements TrainingMaster<RoundResult, AveragingWorker> {
  private final AveragingPlan plan;
  private final AveragedTraining training;

  public AveragingTrainingMaster(AveragingPlan plan, AveragedTraining training) {
    this.plan = plan;
    this.training = training;
  }

  /**
   * Trains one epoch over chunks made by {@link Shards}, or the rest of the current one. The
   * graph's own parameters do not change; {@link AveragedTraining} holds the trained ones.
   */
  @Override
  public void executeTrainingMDS(SparkComputationGraph network, JavaRDD<MultiDataSet> chunks) {
    training.epoch();
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
          "DL4J's listeners see every iteration of one network; give AveragedTraining a RoundListener instead of "
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
