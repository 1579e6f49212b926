package io.trainvae.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link RepeatVertex} at work. */
final class RepeatStep extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  RepeatStep(ComputationGraph graph, String name, int index, DataType dataType) {
    super(graph, name, index, null, null, dataType);
  }

  @Override
  public boolean hasLayer() {
    return false;
  }

  @Override
  public Layer getLayer() {
    return null;
  }

  /** Repeats every row until there are this many rows; returns the array itself if it has them. */
  static INDArray repeat(INDArray rows, long count) {
    return rows.size(0) == count ? rows : rows.repeat(0, count / rows.size(0));
  }

  /** Sums of rows that {@link #repeat} made of one. */
  static INDArray sum(INDArray repeated, long rows) {
    long count = repeated.size(0);
    return count == rows
        ? repeated
        : repeated.reshape('c', rows, count / rows, repeated.size(1)).sum(1);
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

  @Override
  public void setBackpropGradientsViewArray(INDArray gradients) {
    if (gradients != null) {
      throw new IllegalArgumentException(
          "Vertex " + getVertexName() + " has no parameters, got gradients for some");
    }
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    return Pair.of(null, state);
  }

  @Override
  public String toString() {
    return "RepeatStep(" + getVertexName() + ")";
  }
}
