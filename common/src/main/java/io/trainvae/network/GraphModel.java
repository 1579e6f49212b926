package io.trainvae.network;

import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A model as two DL4J graphs, an encoder and a decoder, on one array of parameters. Neither is
 * trained.
 */
final class GraphModel extends VaeModel {
  private final int batch;
  private final GraphArrays arrays;
  private final INDArray parameters;
  private final ComputationGraph encoder;
  private final ComputationGraph decoder;

  /**
   * @param parameters in the graphs' order; they are not copied
   */
  GraphModel(VaeSpec spec, Shape image, int batch, INDArray parameters) {
    super(spec, image.size());
    ParameterLayout layout = new ParameterLayout(spec, image);
    this.batch = batch;
    this.parameters = parameters;
    this.arrays = new GraphArrays(layout, image, spec.likelihood().outputs(), spec.classes());
    long split = layout.layers().get(layout.encoderLayers()).weights();
    INDArray flat = parameters.reshape(-1);
    this.encoder = graph(VaeGraph.encoder(spec, image), flat.get(NDArrayIndex.interval(0, split)));
    this.decoder =
        graph(
            VaeGraph.decoder(spec, image), flat.get(NDArrayIndex.interval(split, layout.total())));
  }

  private static ComputationGraph graph(
      ComputationGraphConfiguration configuration, INDArray parameters) {
    configuration.setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(parameters.reshape(1, -1), false);
    return graph;
  }

  /** A saved model, with a copy of its parameters. */
  static GraphModel of(SavedModel saved, int batch) {
    ParameterLayout layout = new ParameterLayout(saved.spec(), saved.image());
    INDArray parameters = Nd4j.create(DataType.FLOAT, 1, layout.total());
    GraphModel model = new GraphModel(saved.spec(), saved.image(), batch, parameters);
    float[] ordered = new float[layout.total()];
    new GraphOrder(layout, parameters, model::parameter).toGraph(saved.parameters(), ordered);
    GraphArrays.write(ordered, parameters.reshape(-1));
    return model;
  }

  private INDArray parameter(String name) {
    INDArray inEncoder = encoder.paramTable().get(name);
    return inEncoder == null ? decoder.getParam(name) : inEncoder;
  }

  @Override
  public float[] encode(float[] rows, int[] labelled, int count) {
    return run(rows, pixels, labelled, count, 2 * spec.latent(), this::encodeBatch);
  }

  private float[] encodeBatch(float[] rows, int[] labelled) {
    INDArray posterior = output(encoder, arrays.images(rows, batch), labelled);
    try {
      return GraphArrays.floats(posterior);
    } finally {
      GraphArrays.close(posterior);
    }
  }

  @Override
  public float[] decode(float[] latents, int[] labelled, int count) {
    return run(latents, spec.latent(), labelled, count, pixels * outputs(), this::decodeBatch);
  }

  private float[] decodeBatch(float[] latents, int[] labelled) {
    INDArray output = output(decoder, GraphArrays.matrix(latents, batch, spec.latent()), labelled);
    try {
      return arrays.decoded(output);
    } finally {
      GraphArrays.close(output);
    }
  }

  private INDArray output(ComputationGraph graph, INDArray rows, int[] labelled) {
    INDArray[] inputs =
        spec.classes() == 0
            ? new INDArray[] {rows}
            : new INDArray[] {rows, arrays.labels(labelled, batch)};
    try {
      return graph.output(false, inputs)[0];
    } finally {
      graph.clear();
      Arrays.stream(inputs).forEach(GraphArrays::close);
    }
  }

  /** One half of the model, on a whole batch. */
  private interface Half {
    float[] of(float[] rows, int[] labelled);
  }

  /** Computes whole batches, the last one filled up with zeros, as {@link LatentModel} promises. */
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

  /** Frees the parameters too. */
  @Override
  public void close() {
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
    encoder.close();
    decoder.close();
    GraphArrays.close(parameters);
  }
}
