package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.GaussianKlLoss;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.ParameterLayout.Slot;
import io.trainvae.model.VaeGraph;
import io.trainvae.model.VaeSpec;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A VAE that trains as a DL4J {@code ComputationGraph}, on whatever backend ND4J has. */
public final class GraphVae implements TrainableVae {
  private final int pixels;
  private final int latent;
  private final int batch;
  private final double weightDecay;
  private final ParameterLayout layout;
  private final ComputationGraph graph;
  private final float[] images;
  private final float[] noise;
  private final PosteriorListener posterior = new PosteriorListener();

  /**
   * @param batch the most images of one step
   */
  public GraphVae(VaeSpec spec, int pixels, Optimiser optimiser, int batch) {
    this.pixels = pixels;
    this.latent = spec.latent();
    this.batch = batch;
    this.weightDecay = optimiser.weightDecay();
    this.layout = new ParameterLayout(spec, pixels);
    this.graph = newGraph(spec, pixels, optimiser);
    graph.setListeners(posterior);
    this.images = new float[batch * pixels];
    this.noise = new float[batch * latent];
  }

  /**
   * A graph with single-precision zeros for parameters, which stand as {@link ParameterLayout}
   * says.
   */
  public static ComputationGraph newGraph(VaeSpec spec, int pixels, Optimiser optimiser) {
    ComputationGraphConfiguration configuration =
        VaeGraph.configuration(spec, pixels, optimiser, DataType.FLOAT);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    checkLayout(new ParameterLayout(spec, pixels), graph);
    return graph;
  }

  private static void checkLayout(ParameterLayout layout, ComputationGraph graph) {
    INDArray flat = graph.params();
    for (Slot slot : layout.slots()) {
      long offset = graph.getParam(slot.name() + "_W").offset() - flat.offset();
      if (flat.length() != layout.total() || offset != slot.weights()) {
        throw new IllegalStateException(
            "Graph has %d parameters with %s at %d, expected %d with it at %d"
                .formatted(flat.length(), slot.name(), offset, layout.total(), slot.weights()));
      }
    }
  }

  @Override
  public int pixels() {
    return pixels;
  }

  @Override
  public int latent() {
    return latent;
  }

  @Override
  public int batch() {
    return batch;
  }

  @Override
  public float[] images() {
    return images;
  }

  @Override
  public float[] noise() {
    return noise;
  }

  @Override
  public StepLoss step(int count, double learningRate) {
    INDArray x = matrix(images, count, pixels);
    INDArray ignored = Nd4j.zeros(DataType.FLOAT, count, 2L * latent);
    graph.setLearningRate(learningRate);
    graph.setInputs(x, matrix(noise, count, latent));
    graph.setLabels(x, ignored);
    graph.computeGradientAndScore();
    double total = (graph.score() - graph.calcRegularizationScore(true)) * count;
    double kl = posterior.divergence;
    StepLoss loss = new StepLoss(total - kl, kl);
    ComputationGraphConfiguration configuration = graph.getConfiguration();
    graph
        .getUpdater()
        .update(
            graph.gradient(),
            configuration.getIterationCount(),
            configuration.getEpochCount(),
            count,
            LayerWorkspaceMgr.noWorkspaces());
    graph.params().muli(1 - learningRate * weightDecay);
    graph.params().reshape(-1).subi(graph.getFlattenedGradients().reshape(-1));
    configuration.setIterationCount(configuration.getIterationCount() + 1);
    graph.clear();
    return loss;
  }

  private static INDArray matrix(float[] values, int rows, int columns) {
    return Nd4j.createFromArray(Arrays.copyOf(values, rows * columns)).reshape(rows, columns);
  }

  @Override
  public float[] encode(float[] rows, int count) {
    INDArray posterior =
        graph
            .feedForward(
                new INDArray[] {matrix(rows, count, pixels), Nd4j.zeros(count, latent)}, false)
            .get(VaeGraph.POSTERIOR);
    return posterior.dup('c').data().asFloat();
  }

  @Override
  public float[] decode(float[] latents, int count) {
    INDArray current = matrix(latents, count, latent);
    boolean decoder = false;
    for (Slot slot : layout.slots()) {
      if (decoder) {
        current =
            graph.getLayer(slot.name()).activate(current, false, LayerWorkspaceMgr.noWorkspaces());
      }
      decoder |= slot.name().equals(VaeGraph.POSTERIOR);
    }
    return current.dup('c').data().asFloat();
  }

  @Override
  public void load(VaeState state) {
    setState(graph, state);
  }

  @Override
  public void store(VaeState to) {
    to.set(stateOf(graph));
  }

  /** Gives a graph made by {@link #newGraph} these parameters, moments and count of steps. */
  public static void setState(ComputationGraph graph, VaeState state) {
    graph.params().reshape(-1).assign(Nd4j.createFromArray(state.parameters()));
    float[] moments = Arrays.copyOf(state.firstMoment(), 2 * state.size());
    System.arraycopy(state.secondMoment(), 0, moments, state.size(), state.size());
    graph.getUpdater().getStateViewArray().reshape(-1).assign(Nd4j.createFromArray(moments));
    graph.getConfiguration().setIterationCount(Math.toIntExact(state.steps()));
  }

  /** The parameters, moments and count of steps of a graph made by {@link #newGraph}, copied. */
  public static VaeState stateOf(ComputationGraph graph) {
    float[] parameters = graph.params().reshape(-1).toFloatVector();
    float[] moments = graph.getUpdater().getStateViewArray().reshape(-1).toFloatVector();
    int size = parameters.length;
    return new VaeState(
        parameters,
        Arrays.copyOf(moments, size),
        Arrays.copyOfRange(moments, size, 2 * size),
        graph.getConfiguration().getIterationCount());
  }

  @Override
  public void close() {
    graph.close();
  }

  /**
   * Keeps the divergence of a step's posterior, which the graph's score holds only as part of a
   * sum.
   */
  private static final class PosteriorListener extends BaseTrainingListener {
    private double divergence;

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
      divergence =
          new GaussianKlLoss()
              .computeScore(null, activations.get(VaeGraph.POSTERIOR), null, null, false);
    }
  }
}
