package io.trainvae.model;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Computes a {@link ReparameterizationVertex}. */
final class ReparameterizationStep extends ParameterlessStep {
  private static final long serialVersionUID = 1L;

  ReparameterizationStep(ComputationGraph graph, String name, int index, DataType dataType) {
    super(graph, name, index, dataType);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray means = repeat(means(inputs[0]), inputs[1].size(0));
    INDArray draw = deviation().muli(inputs[1]).addi(means);
    return workspaces.leverageTo(ArrayType.ACTIVATIONS, draw);
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray toNoise = epsilon.mul(deviation());
    INDArray toLogVar = toNoise.mul(inputs[1]).muli(0.5);
    INDArray toPosterior = sum(Nd4j.hstack(epsilon, toLogVar), inputs[0].size(0));
    return Pair.of(
        null,
        new INDArray[] {
          workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, toPosterior),
          workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, toNoise)
        });
  }

  private static INDArray means(INDArray posterior) {
    return posterior.get(NDArrayIndex.all(), NDArrayIndex.interval(0, posterior.size(1) / 2));
  }

  private static INDArray logVars(INDArray posterior) {
    return posterior.get(
        NDArrayIndex.all(), NDArrayIndex.interval(posterior.size(1) / 2, posterior.size(1)));
  }

  private INDArray deviation() {
    INDArray deviation = Transforms.exp(logVars(inputs[0]).mul(0.5), false);
    return repeat(deviation, inputs[1].size(0));
  }
}
