package io.trainvae.network;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.objective.StepLoss;
import io.trainvae.objective.VaeObjective;
import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A VAE that trains as a DL4J {@code ComputationGraph}, on any ND4J backend. The graph computes the
 * layers and their derivatives, and holds parameters and moments. The loss of a decoder's outputs
 * is computed in the Java virtual machine.
 *
 * <p>A step frees its arrays when it ends: those within the graph are of DL4J's workspaces, the
 * others are closed.
 */
public final class GraphVae extends TrainableVae {
  private final ParameterLayout layout;
  private final ComputationGraph graph;
  private final VaeObjective objective;
  private final GraphOptimiser optimiser;
  private final GraphArrays arrays;
  private final Shape image;
  private GraphState state;
  private GraphModel halves;

  /**
   * @param batch the most images of one step
   */
  public GraphVae(VaeSpec spec, Shape image, Objective objective, Optimiser optimiser, int batch) {
    this(spec, image, objective, optimiser, batch, newGraph(spec, image, objective, optimiser));
  }

  /**
   * @param graph one that {@link #newGraph} made, which is trained
   */
  public GraphVae(
      VaeSpec spec,
      Shape image,
      Objective objective,
      Optimiser optimiser,
      int batch,
      ComputationGraph graph) {
    super(spec, image, objective, batch);
    graph.getConfiguration().setTrainingWorkspaceMode(WorkspaceMode.ENABLED);
    // DL4J's backward pass takes workspaces by the mode of inference.
    graph.getConfiguration().setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
    this.image = image;
    this.layout = new ParameterLayout(spec, image);
    this.graph = graph;
    this.objective = new VaeObjective(spec, pixels, objective, batch);
    this.optimiser = new GraphOptimiser(optimiser, graph);
    this.arrays = new GraphArrays(layout, image, outputs(), spec.classes());
  }

  /** A graph with single-precision zeros for parameters. */
  public static ComputationGraph newGraph(
      VaeSpec spec, Shape image, Objective objective, Optimiser optimiser) {
    ComputationGraphConfiguration configuration =
        VaeGraph.configuration(
            spec, image, optimiser, objective.importanceSamples(), DataType.FLOAT);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  /** An image with several latents goes through the encoder once. */
  @Override
  StepLoss step(int count, double learningRate, double beta, Runnable alongside) {
    INDArray[] inputs = inputs(count);
    Map<String, INDArray> activations = graph.feedForward(inputs, true, false);
    int rows = count * samples;
    float[] noise = inputs().noise();
    float[] posterior = GraphArrays.floats(activations.get(ParameterLayout.POSTERIOR));
    float[] decoded =
        arrays.decoded(activations.get(ParameterLayout.RECONSTRUCTION + VaeGraph.OUTPUT));
    float[] draws = new float[rows * spec.latent()];
    objective.draw(posterior, noise, draws, count);
    float[] toDecoded = new float[decoded.length];
    StepLoss loss = objective.loss(decoded, inputs().images(), toDecoded, count, beta);
    // The graph adds the derivative through the drawn latent.
    float[] toPosterior = new float[posterior.length];
    objective.posteriorGradient(
        posterior, noise, new float[draws.length], toPosterior, count, beta);
    INDArray[] gradients = {
      arrays.decodedGradient(toDecoded, rows),
      GraphArrays.matrix(toPosterior, count, 2 * spec.latent())
    };
    graph.backpropGradient(gradients);
    optimiser.step(count, learningRate);
    graph.clear();
    activations.values().forEach(GraphArrays::closeWhole);
    Arrays.stream(inputs).forEach(GraphArrays::close);
    Arrays.stream(gradients).forEach(GraphArrays::close);
    alongside.run();
    return loss;
  }

  private INDArray[] inputs(int count) {
    INDArray x = arrays.images(inputs().images(), count);
    INDArray noise = GraphArrays.matrix(inputs().noise(), count * samples, spec.latent());
    return spec.classes() == 0
        ? new INDArray[] {x, noise}
        : new INDArray[] {x, noise, arrays.labels(inputs().labels(), count)};
  }

  @Override
  public float[] encode(float[] rows, int[] labelled, int count) {
    return halves().encode(rows, labelled, count);
  }

  @Override
  public float[] decode(float[] latents, int[] labelled, int count) {
    return halves().decode(latents, labelled, count);
  }

  private GraphModel halves() {
    if (halves == null) {
      halves = new GraphModel(spec, image, batch, graph.params());
    }
    return halves;
  }

  @Override
  public void load(VaeState from) {
    flat().load(from);
  }

  @Override
  public VaeState state() {
    return flat().state();
  }

  private GraphState flat() {
    if (state == null) {
      state = new GraphState(layout, graph, optimiser);
    }
    return state;
  }

  /** Gives a graph made by {@link #newGraph} these parameters, moments and count of steps. */
  public static void setState(ParameterLayout layout, ComputationGraph graph, VaeState state) {
    new GraphState(layout, graph, new GraphOptimiser(Optimiser.NONE, graph)).load(state);
  }

  /** The parameters, moments and count of steps of a graph made by {@link #newGraph}, copied. */
  public static VaeState stateOf(ParameterLayout layout, ComputationGraph graph) {
    return new GraphState(layout, graph, new GraphOptimiser(Optimiser.NONE, graph)).state();
  }

  /** Frees this thread's workspaces; another thread may take the next step. */
  @Override
  public void rest() {
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }

  @Override
  public void close() {
    rest();
    graph.close();
  }
}
