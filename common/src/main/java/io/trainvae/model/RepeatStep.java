package io.trainvae.model;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes a {@link RepeatVertex}. */
final class RepeatStep extends ParameterlessStep {
  private static final long serialVersionUID = 1L;

  RepeatStep(ComputationGraph graph, String name, int index, DataType dataType) {
    super(graph, name, index, dataType);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    return workspaces.dup(ArrayType.ACTIVATIONS, repeat(inputs[0], inputs[1].size(0)));
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray toRows = workspaces.dup(ArrayType.ACTIVATION_GRAD, sum(epsilon, inputs[0].size(0)));
    INDArray toNoise =
        workspaces.create(ArrayType.ACTIVATION_GRAD, inputs[1].dataType(), inputs[1].shape(), 'c');
    return Pair.of(null, new INDArray[] {toRows, toNoise});
  }
}
