package io.trainvae.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
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
public final class ReparameterizationVertex extends ParameterlessVertex {
  private static final long serialVersionUID = 1L;

  @Override
  public GraphVertex clone() {
    return new ReparameterizationVertex();
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
}
