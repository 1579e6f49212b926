package io.trainvae.dl4j;

import io.trainvae.averaging.AveragingPlan;
import io.trainvae.model.ParameterLayout;
import io.trainvae.network.GraphVae;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.network.VaeState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The worker of {@link AveragingTrainingMaster} as dl4j-spark declares it: single minibatches on a
 * {@code ComputationGraph}, with the same noise for the same step. {@link AveragingTrainingMaster}
 * never calls them.
 */
public final class AveragingWorker implements TrainingWorker<RoundResult> {
  private static final long serialVersionUID = 1L;

  private final AveragingPlan plan;

  AveragingWorker(AveragingPlan plan) {
    this.plan = plan;
  }

  @Override
  public ComputationGraph getInitialModelGraph() {
    return GraphVae.newGraph(plan.spec(), plan.image(), plan.objective(), plan.optimiser());
  }

  /** Of grey levels without labels. */
  @Override
  public RoundResult processMinibatch(MultiDataSet images, ComputationGraph graph, boolean isLast) {
    float[] x = images.getFeatures(0).dup('c').data().asFloat();
    int count = x.length / plan.image().size();
    GraphVae vae =
        new GraphVae(plan.spec(), plan.image(), plan.objective(), plan.optimiser(), count, graph);
    System.arraycopy(x, 0, vae.inputs().images(), 0, x.length);
    long step = graph.getConfiguration().getIterationCount();
    RandomStreams.fillNormal(
        new RandomStreams(plan.seed()).stream(Purpose.TRAINING_NOISE, 0, 0, step),
        vae.inputs().noise(),
        vae.inputs().noise().length);
    vae.step(count, plan.optimiser().learningRate(), plan.objective().beta());
    return isLast ? getFinalResult(graph) : null;
  }

  @Override
  public RoundResult getFinalResult(ComputationGraph graph) {
    VaeState state = GraphVae.stateOf(new ParameterLayout(plan.spec(), plan.image()), graph);
    return new RoundResult(state);
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> processMinibatchWithStats(
      MultiDataSet images, ComputationGraph graph, boolean isLast) {
    return Pair.of(processMinibatch(images, graph, isLast), null);
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> getFinalResultWithStats(ComputationGraph graph) {
    return Pair.of(getFinalResult(graph), null);
  }

  @Override
  public RoundResult getFinalResultNoData() {
    return new RoundResult(null);
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> getFinalResultNoDataWithStats() {
    return Pair.of(getFinalResultNoData(), null);
  }

  @Override
  public WorkerConfiguration getDataConfiguration() {
    return new WorkerConfiguration(
        true, plan.batch(), plan.batch(), plan.averagingFrequency(), 0, false);
  }

  @Override
  public long getInstanceId() {
    return plan.trainingId().hashCode();
  }

  @Override
  public MultiLayerNetwork getInitialModel() {
    throw notAGraph();
  }

  @Override
  public RoundResult processMinibatch(DataSet images, MultiLayerNetwork network, boolean isLast) {
    throw notAGraph();
  }

  @Override
  public RoundResult processMinibatch(DataSet images, ComputationGraph graph, boolean isLast) {
    throw new IllegalArgumentException("A VAE's minibatches are MultiDataSets, got a DataSet");
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> processMinibatchWithStats(
      DataSet images, MultiLayerNetwork network, boolean isLast) {
    throw notAGraph();
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> processMinibatchWithStats(
      DataSet images, ComputationGraph graph, boolean isLast) {
    return Pair.of(processMinibatch(images, graph, isLast), null);
  }

  @Override
  public RoundResult getFinalResult(MultiLayerNetwork network) {
    throw notAGraph();
  }

  @Override
  public Pair<RoundResult, SparkTrainingStats> getFinalResultWithStats(MultiLayerNetwork network) {
    throw notAGraph();
  }

  static IllegalArgumentException notAGraph() {
    return new IllegalArgumentException("A VAE is a ComputationGraph, got a MultiLayerNetwork");
  }

  @Override
  public void addHook(TrainingHook hook) {
    throw noHooks(hook);
  }

  @Override
  public void removeHook(TrainingHook hook) {
    throw noHooks(hook);
  }

  static IllegalArgumentException noHooks(TrainingHook hook) {
    return new IllegalArgumentException(
        "Hooks see every update of a DL4J network, of which this trainer makes none: got " + hook);
  }
}
