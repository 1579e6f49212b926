package io.trainvae.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Draws a latent from a diagonal Gaussian posterior: {@code z = mean + exp(logVar / 2) noise}
 * (Kingma and Welling 2014, section 2.4).
 *
 * <p>Inputs: the posterior {@code [batch, 2 latent]}, means before log variances, and standard
 * normal noise {@code [batch k, latent]}, k rows for each posterior. The noise comes from outside,
 * so that the draw is a function of its inputs and nothing else.
 */
public final class ReparameterizationVertex extends GraphVertex {
  private static final long serialVersionUID = 1L;

  @Override
  public GraphVertex clone() {
    return new ReparameterizationVertex();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReparameterizationVertex;
  }

  @Override
  public int hashCode() {
    return ReparameterizationVertex.class.hashCode();
  }

  @Override
  public long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public int minVertexInputs() {
    return 2;
  }

  @Override
  public int maxVertexInputs() {
    return 2;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initializeParameters,
      DataType dataType) {
    return new ReparameterizationStep(graph, name, index, dataType);
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType... inputs)
      throws InvalidInputTypeException {
    long posterior = inputs[0].arrayElementsPerExample();
    long noise = inputs[1].arrayElementsPerExample();
    if (posterior != 2 * noise) {
      throw new InvalidInputTypeException(
          "Posterior has %d columns, expected twice the noise's %d".formatted(posterior, noise));
    }
    return InputType.feedForward(noise);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, ReparameterizationVertex.class, inputs[0], inputs[1])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
