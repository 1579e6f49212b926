package io.trainvae.model;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;

/** A vertex of a DL4J graph with two inputs and neither parameters nor settings. */
abstract class ParameterlessVertex extends GraphVertex {
  private static final long serialVersionUID = 1L;

  @Override
  public final boolean equals(Object other) {
    return getClass().isInstance(other);
  }

  @Override
  public final int hashCode() {
    return getClass().hashCode();
  }

  @Override
  public final long numParams(boolean backprop) {
    return 0;
  }

  @Override
  public final int minVertexInputs() {
    return 2;
  }

  @Override
  public final int maxVertexInputs() {
    return 2;
  }

  @Override
  public final MemoryReport getMemoryReport(InputType... inputs) {
    return new LayerMemoryReport.Builder(null, getClass(), inputs[0], inputs[1])
        .standardMemory(0, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }
}
