package io.trainvae.network;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.ArraySize;
import io.trainvae.model.LayerParameters;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeGraph;
import io.trainvae.model.VaeSpec;
import io.trainvae.objective.StepLoss;
import io.trainvae.objective.VaeObjective;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A VAE that trains as a DL4J {@code ComputationGraph}, on whatever backend ND4J has. The graph
 * computes the layers and their derivatives, and holds parameters and moments; the loss of a
 * decoder's outputs, which are few numbers, is computed in the Java virtual machine.
 */
public final class GraphVae extends TrainableVae {
  private final Shape image;
  private final ParameterLayout layout;
  private final ComputationGraph graph;
  private final VaeObjective objective;
  private final GraphOptimiser optimiser;

  /**
   * @param batch the most images of one step
   */
  public GraphVae(VaeSpec spec, Shape image, Objective objective, Optimiser optimiser, int batch) {
    this(spec, image, objective, optimiser, batch, newGraph(spec, image, optimiser));
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
    this.image = image;
    this.layout = new ParameterLayout(spec, image);
    this.graph = graph;
    this.objective = new VaeObjective(spec, pixels, objective, batch);
    this.optimiser = new GraphOptimiser(optimiser, graph);
  }

  /** A graph with single-precision zeros for parameters. */
  public static ComputationGraph newGraph(VaeSpec spec, Shape image, Optimiser optimiser) {
    ComputationGraphConfiguration configuration =
        VaeGraph.configuration(spec, image, optimiser, DataType.FLOAT);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    return graph;
  }

  /** An image with several latents goes through the encoder once for each of them. */
  @Override
  StepLoss step(int count, double learningRate, double beta, Runnable alongside) {
    float[] noise = inputs().noise();
    int rows = count * samples;
    Map<String, INDArray> activations = graph.feedForward(inputs(count), true, false);
    float[] posterior = everySample(floats(activations.get(ParameterLayout.POSTERIOR)), count);
    float[] decoded = decoded(activations.get(ParameterLayout.RECONSTRUCTION + VaeGraph.OUTPUT));
    float[] draws = new float[rows * spec.latent()];
    objective.draw(posterior, noise, draws, count);
    float[] toDecoded = new float[decoded.length];
    StepLoss loss = objective.loss(decoded, inputs().images(), toDecoded, count, beta);
    // The graph adds what comes by way of the draw.
    float[] toPosterior = new float[posterior.length];
    objective.posteriorGradient(
        posterior, noise, new float[draws.length], toPosterior, count, beta);
    graph.backpropGradient(
        encodedGradient(toDecoded, rows), matrix(firstSamples(toPosterior, count), rows));
    optimiser.step(count, learningRate);
    graph.clear();
    alongside.run();
    return loss;
  }

  private INDArray[] inputs(int count) {
    float[] repeated = repeat(inputs().images(), pixels, count);
    INDArray x = images(repeated, count * samples);
    INDArray epsilon =
        matrix(Arrays.copyOf(inputs().noise(), count * samples * spec.latent()), count * samples);
    if (spec.classes() == 0) {
      return new INDArray[] {x, epsilon};
    }
    float[] oneHot = repeat(oneHot(inputs().labels(), count), spec.classes(), count);
    return new INDArray[] {x, epsilon, matrix(oneHot, count * samples)};
  }

  private float[] repeat(float[] rows, int columns, int count) {
    float[] repeated = new float[ArraySize.of("the images of a batch", count, samples, columns)];
    for (int row = 0; row < count * samples; row++) {
      System.arraycopy(rows, row / samples * columns, repeated, row * columns, columns);
    }
    return repeated;
  }

  private float[] oneHot(int[] of, int count) {
    float[] oneHot = new float[count * spec.classes()];
    for (int i = 0; i < count; i++) {
      oneHot[i * spec.classes() + of[i]] = 1;
    }
    return oneHot;
  }

  /** Of rows repeated for every sample, one of each image. */
  private float[] everySample(float[] repeated, int count) {
    int columns = 2 * spec.latent();
    float[] rows = new float[count * columns];
    for (int i = 0; i < count; i++) {
      System.arraycopy(repeated, i * samples * columns, rows, i * columns, columns);
    }
    return rows;
  }

  /** Of rows one for each image, rows for every sample with zeros but for the first. */
  private float[] firstSamples(float[] rows, int count) {
    int columns = 2 * spec.latent();
    float[] spread = new float[ArraySize.of("the posteriors of a batch", count, samples, columns)];
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows, i * columns, spread, i * samples * columns, columns);
    }
    return spread;
  }

  private static INDArray matrix(float[] values, int rows) {
    return Nd4j.createFromArray(values).reshape(rows, values.length / rows);
  }

  /** Images as the first layer of the graph wants them: a convolution has channels first. */
  private INDArray images(float[] rows, int count) {
    INDArray flat = matrix(rows, count);
    if (image.channels() == 1 || layout.slots().get(0).window() == null) {
      return flat;
    }
    return flat.reshape(count, image.height(), image.width(), image.channels())
        .permute(0, 3, 1, 2)
        .dup('c')
        .reshape(count, pixels);
  }

  private static float[] floats(INDArray values) {
    return values.dup('c').data().asFloat();
  }

  /** Channels side by side, as everywhere but in the graph. */
  private static float[] decoded(INDArray output) {
    return floats(output.rank() == 4 ? output.permute(0, 2, 3, 1) : output);
  }

  private INDArray encodedGradient(float[] gradient, int rows) {
    List<LayerParameters> slots = layout.slots();
    if (slots.get(slots.size() - 1).window() == null) {
      return matrix(gradient, rows);
    }
    return Nd4j.createFromArray(gradient)
        .reshape(rows, image.height(), image.width(), outputs() * image.channels())
        .permute(0, 3, 1, 2)
        .dup('c');
  }

  @Override
  public float[] encode(float[] rows, int[] labelled, int count) {
    return run(rows, pixels, labelled, count, 2 * spec.latent(), this::encodeBatch);
  }

  private float[] encodeBatch(float[] rows, int[] labelled) {
    INDArray x = images(rows, batch);
    INDArray zeros = Nd4j.zeros(batch, spec.latent());
    INDArray[] inputs =
        spec.classes() == 0
            ? new INDArray[] {x, zeros}
            : new INDArray[] {x, zeros, oneHotRows(labelled)};
    return floats(graph.feedForward(inputs, false).get(ParameterLayout.POSTERIOR));
  }

  @Override
  public float[] decode(float[] latents, int[] labelled, int count) {
    return run(latents, spec.latent(), labelled, count, pixels * outputs(), this::decodeBatch);
  }

  private float[] decodeBatch(float[] latents, int[] labelled) {
    return decoded(GraphDecoder.decode(graph, matrix(latents, batch), oneHotRows(labelled)));
  }

  private INDArray oneHotRows(int[] labelled) {
    return spec.classes() == 0 ? null : matrix(oneHot(labelled, batch), batch);
  }

  /** One half of the model, on a whole batch. */
  private interface Half {
    float[] of(float[] rows, int[] labelled);
  }

  /** In whole batches, the last one filled up with zeros, as {@link LatentModel} promises. */
  private float[] run(
      float[] rows, int columns, int[] labelled, int count, int outputs, Half half) {
    float[] result = new float[Math.multiplyExact(count, outputs)];
    for (int start = 0; start < count; start += batch) {
      int end = Math.min(count, start + batch);
      float[] whole =
          Arrays.copyOf(Arrays.copyOfRange(rows, start * columns, end * columns), batch * columns);
      int[] wholeLabels =
          spec.classes() == 0
              ? null
              : Arrays.copyOf(Arrays.copyOfRange(labelled, start, end), batch);
      float[] output = half.of(whole, wholeLabels);
      System.arraycopy(output, 0, result, start * outputs, (end - start) * outputs);
    }
    return result;
  }

  @Override
  public void load(VaeState state) {
    setState(layout, graph, state);
  }

  @Override
  public VaeState state() {
    return stateOf(layout, graph);
  }

  /** Gives a graph made by {@link #newGraph} these parameters, moments and count of steps. */
  public static void setState(ParameterLayout layout, ComputationGraph graph, VaeState state) {
    GraphOrder order = new GraphOrder(layout, graph);
    float[] first = order.toGraph(state.firstMoment());
    float[] moments = Arrays.copyOf(first, 2 * state.size());
    System.arraycopy(order.toGraph(state.secondMoment()), 0, moments, state.size(), state.size());
    graph.params().reshape(-1).assign(Nd4j.createFromArray(order.toGraph(state.parameters())));
    graph.getUpdater().getStateViewArray().reshape(-1).assign(Nd4j.createFromArray(moments));
    graph.getConfiguration().setIterationCount(Math.toIntExact(state.steps()));
  }

  /** The parameters, moments and count of steps of a graph made by {@link #newGraph}, copied. */
  public static VaeState stateOf(ParameterLayout layout, ComputationGraph graph) {
    GraphOrder order = new GraphOrder(layout, graph);
    float[] moments = graph.getUpdater().getStateViewArray().reshape(-1).toFloatVector();
    int size = layout.total();
    return new VaeState(
        order.fromGraph(graph.params().reshape(-1).toFloatVector()),
        order.fromGraph(Arrays.copyOf(moments, size)),
        order.fromGraph(Arrays.copyOfRange(moments, size, 2 * size)),
        graph.getConfiguration().getIterationCount());
  }

  @Override
  public void close() {
    graph.close();
  }
}
