package io.trainvae.network;

import io.trainvae.config.RunConfig.Optimiser;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The optimiser on a {@code ComputationGraph}, with decoupled weight decay; the moments are kept
 * where the graph keeps those of its Adam. DL4J's own would apply a {@code WeightDecay} twice a
 * step.
 */
final class GraphOptimiser {
  private final Optimiser optimiser;
  private final ComputationGraph graph;

  GraphOptimiser(Optimiser optimiser, ComputationGraph graph) {
    this.optimiser = optimiser;
    this.graph = graph;
  }

  /** One step with the gradients that the graph has now, summed over so many images. */
  void step(int images, double learningRate) {
    int steps = graph.getConfiguration().getIterationCount() + 1;
    graph.getConfiguration().setIterationCount(steps);
    INDArray parameters = graph.params().reshape(-1);
    INDArray gradient = graph.getFlattenedGradients().reshape(-1).div(images);
    long size = parameters.length();
    INDArray moments = graph.getUpdater().getStateViewArray().reshape(-1);
    INDArray first = moments.get(NDArrayIndex.interval(0, size));
    INDArray second = moments.get(NDArrayIndex.interval(size, 2 * size));
    INDArray direction = direction(gradient, first, second, optimiser.stepEpsilon(steps));
    parameters.muli(1 - learningRate * optimiser.weightDecay());
    parameters.subi(direction.muli(optimiser.stepSize(learningRate, steps)));
  }

  private INDArray direction(INDArray gradient, INDArray first, INDArray second, double epsilon) {
    switch (optimiser.type()) {
      case SGD -> {
        return first.muli(optimiser.beta1()).addi(gradient).dup();
      }
      case RMSPROP -> {
        return gradient.divi(root(gradient, second, epsilon));
      }
      default -> {
        INDArray root = root(gradient, second, epsilon);
        return first.muli(optimiser.beta1()).addi(gradient.muli(1 - optimiser.beta1())).div(root);
      }
    }
  }

  private INDArray root(INDArray gradient, INDArray second, double epsilon) {
    second.muli(optimiser.beta2()).addi(gradient.mul(gradient).muli(1 - optimiser.beta2()));
    return Transforms.sqrt(second, true).addi(epsilon);
  }
}
