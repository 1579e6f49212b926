package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The optimiser on a {@code ComputationGraph}, with decoupled weight decay; the moments are kept
 * where the graph keeps those of its Adam. DL4J's own would apply a {@code WeightDecay} twice a
 * step.
 */
final class GraphOptimiser {
  private static final String WORKSPACE = "VAE_OPTIMISER";

  private final Optimiser optimiser;
  private final ComputationGraph graph;
  private final INDArray parameters;
  private final INDArray first;
  private final INDArray second;

  GraphOptimiser(Optimiser optimiser, ComputationGraph graph) {
    this.optimiser = optimiser;
    this.graph = graph;
    this.parameters = graph.params().reshape(-1);
    INDArray moments = graph.getUpdater().getStateViewArray().reshape(-1);
    long size = parameters.length();
    this.first = moments.get(NDArrayIndex.interval(0, size));
    this.second = moments.get(NDArrayIndex.interval(size, 2 * size));
  }

  /** Moments of all parameters, in the graph's order, to be read and written. */
  INDArray first() {
    return first;
  }

  /** The second moment; see {@link #first()}. */
  INDArray second() {
    return second;
  }

  /**
   * One step with the graph's current gradients, summed over this many images. Temporary arrays
   * belong to the workspace, which the next step reuses.
   */
  void step(int images, double learningRate) {
    int steps = graph.getConfiguration().getIterationCount() + 1;
    graph.getConfiguration().setIterationCount(steps);
    INDArray gradient = graph.getFlattenedGradients().reshape(-1);
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(GraphArrays.REUSED, WORKSPACE)) {
      gradient.divi(images);
      INDArray direction = direction(gradient, optimiser.stepEpsilon(steps));
      parameters.muli(1 - learningRate * optimiser.weightDecay());
      parameters.subi(direction.muli(optimiser.stepSize(learningRate, steps)));
    }
  }

  private INDArray direction(INDArray gradient, double epsilon) {
    switch (optimiser.type()) {
      case SGD -> {
        return first.muli(optimiser.beta1()).addi(gradient).dup();
      }
      case RMSPROP -> {
        return gradient.divi(root(gradient, epsilon));
      }
      default -> {
        INDArray root = root(gradient, epsilon);
        return first.muli(optimiser.beta1()).addi(gradient.muli(1 - optimiser.beta1())).div(root);
      }
    }
  }

  private INDArray root(INDArray gradient, double epsilon) {
    second.muli(optimiser.beta2()).addi(gradient.mul(gradient).muli(1 - optimiser.beta2()));
    return Transforms.sqrt(second, true).addi(epsilon);
  }
}
