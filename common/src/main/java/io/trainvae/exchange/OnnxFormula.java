package io.trainvae.exchange;

/** A formula as nodes of an ONNX graph, whose values go by names. */
abstract class OnnxFormula {
  final OnnxGraph graph;

  OnnxFormula(OnnxGraph graph) {
    this.graph = graph;
  }

  final String plus(String left, String right) {
    return graph.node("Add", left, right);
  }

  final String minus(String left, String right) {
    return graph.node("Sub", left, right);
  }

  final String times(String left, String right) {
    return graph.node("Mul", left, right);
  }

  final String over(String dividend, String divisor) {
    return graph.node("Div", dividend, divisor);
  }
}
