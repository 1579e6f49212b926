package io.trainvae.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Rows for several latents of an image: repeats each row of the first input {@code [batch,
 * columns]} until there are as many as the second has, {@code [batch k, latent]}.
 */
public final class RepeatVertex extends ParameterlessVertex {
  private static final long serialVersionUID = 1L;

  @Override
  public GraphVertex clone() {
    return new RepeatVertex();
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initializeParameters,
      DataType dataType) {
    return new RepeatStep(graph, name, index, dataType);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs) {
    return inputs[0];
  }
}
