package io.trainvae.network;

import io.trainvae.model.ParameterLayout;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The trainable state of a {@code ComputationGraph}, read and written as whole arrays. */
final class GraphState {
  private final ComputationGraph graph;
  private final GraphOptimiser moments;
  private final INDArray parameters;
  private final GraphOrder order;
  private final float[] ordered;
  private final VaeState state;

  GraphState(ParameterLayout layout, ComputationGraph graph, GraphOptimiser moments) {
    this.graph = graph;
    this.moments = moments;
    this.parameters = graph.params().reshape(-1);
    this.order = new GraphOrder(layout, graph.params(), graph::getParam);
    this.ordered = new float[layout.total()];
    this.state = new VaeState(layout.total());
  }

  void load(VaeState from) {
    write(from.parameters(), parameters);
    write(from.firstMoment(), moments.first());
    write(from.secondMoment(), moments.second());
    graph.getConfiguration().setIterationCount(Math.toIntExact(from.steps()));
  }

  private void write(float[] from, INDArray to) {
    order.toGraph(from, ordered);
    GraphArrays.write(ordered, to);
  }

  /** The next call changes what this one returned. */
  VaeState state() {
    read(parameters, state.parameters());
    read(moments.first(), state.firstMoment());
    read(moments.second(), state.secondMoment());
    state.setSteps(graph.getConfiguration().getIterationCount());
    return state;
  }

  private void read(INDArray from, float[] to) {
    GraphArrays.read(from, ordered);
    order.fromGraph(ordered, to);
  }
}
