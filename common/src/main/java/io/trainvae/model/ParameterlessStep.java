package io.trainvae.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Computes a {@link ParameterlessVertex}. The second input has k rows for each row of the first.
 */
abstract class ParameterlessStep extends BaseGraphVertex {
  private static final long serialVersionUID = 1L;

  ParameterlessStep(ComputationGraph graph, String name, int index, DataType dataType) {
    super(graph, name, index, null, null, dataType);
  }

  /** Repeats every row until there are this many rows; returns the array itself if it has them. */
  static INDArray repeat(INDArray rows, long count) {
    return rows.size(0) == count ? rows : rows.repeat(0, count / rows.size(0));
  }

  /** Sums the rows that {@link #repeat} made of one. */
  static INDArray sum(INDArray repeated, long rows) {
    long count = repeated.size(0);
    return count == rows
        ? repeated
        : repeated.reshape('c', rows, count / rows, repeated.size(1)).sum(1);
  }

  @Override
  public final boolean hasLayer() {
    return false;
  }

  @Override
  public final Layer getLayer() {
    return null;
  }

  @Override
  public final void setBackpropGradientsViewArray(INDArray gradients) {
    if (gradients != null) {
      throw new IllegalArgumentException(
          "Vertex " + getVertexName() + " has no parameters, got gradients for some");
    }
  }

  @Override
  public final Pair<INDArray, MaskState> feedForwardMaskArrays(
      INDArray[] masks, MaskState state, int minibatchSize) {
    return Pair.of(null, state);
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "(" + getVertexName() + ")";
  }
}
