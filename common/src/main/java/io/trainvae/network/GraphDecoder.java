package io.trainvae.network;

import io.trainvae.model.ParameterLayout;
import io.trainvae.model.VaeGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The part of a {@code ComputationGraph} above the latent. */
final class GraphDecoder {
  private GraphDecoder() {}

  /**
   * @param latents {@code [count, latent]}
   * @param labels one-hot, {@code [count, classes]}; null of an unconditional model
   * @return what the likelihood needs of each pixel, as the graph gives it
   */
  static INDArray decode(ComputationGraph graph, INDArray latents, INDArray labels) {
    Map<String, INDArray> known = new HashMap<>();
    known.put(VaeGraph.LATENT, latents);
    if (labels != null) {
      known.put(VaeGraph.LABEL, labels);
    }
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      String name = vertex.getVertexName();
      List<String> inputs = graph.getConfiguration().getVertexInputs().get(name);
      if (inputs != null && !known.containsKey(name) && known.keySet().containsAll(inputs)) {
        known.put(name, forward(vertex, inputs, known));
      }
    }
    return known.get(ParameterLayout.RECONSTRUCTION + VaeGraph.OUTPUT);
  }

  private static INDArray forward(
      GraphVertex vertex, List<String> inputs, Map<String, INDArray> known) {
    LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
    for (int i = 0; i < inputs.size(); i++) {
      vertex.setInput(i, known.get(inputs.get(i)), workspaces);
    }
    INDArray output = vertex.doForward(false, workspaces);
    vertex.clear();
    return output;
  }
}
