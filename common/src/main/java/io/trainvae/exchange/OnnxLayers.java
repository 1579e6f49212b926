package io.trainvae.exchange;

import static io.trainvae.exchange.OnnxGraph.integer;
import static io.trainvae.exchange.OnnxGraph.integers;
import static io.trainvae.exchange.OnnxGraph.real;

import io.trainvae.model.Activation;
import io.trainvae.model.Shape;
import java.util.List;
import onnx.Onnx.AttributeProto;

/** The layers of a network as nodes of an ONNX graph. */
final class OnnxLayers {
  private static final float LEAK = 0.01f;

  private final OnnxGraph graph;

  OnnxLayers(OnnxGraph graph) {
    this.graph = graph;
  }

  /**
   * Adds layer after layer and returns the result of the last one.
   *
   * @param input images channel by channel, or features
   * @param image whether it is images
   * @param label the rows' labels, for a layer that sees them; else null
   */
  String stack(List<PlanarLayer> layers, String input, boolean image, String label) {
    String top = input;
    boolean placed = image;
    for (PlanarLayer layer : layers) {
      if (layer.isDense() && placed) {
        top = graph.node("Flatten", top);
      } else if (!layer.isDense() && !placed) {
        Shape in = layer.slot().in();
        top = graph.reshape(top, in.channels(), in.height(), in.width());
      }
      placed = !layer.isDense();
      top = activated(layer.slot().activation(), product(layer, top, label));
    }
    return top;
  }

  private String product(PlanarLayer layer, String input, String label) {
    String weights = graph.floats(layer.name() + ".weight", layer.weights(), layer.shape());
    String biases = graph.floats(layer.name() + ".bias", layer.biases(), layer.biases().length);
    return switch (layer.slot().kind()) {
      case DENSE ->
          labelled(
              layer,
              graph.node("Gemm", List.of(integer("transB", 1)), input, weights, biases),
              label);
      case CONVOLUTION ->
          graph.node("Conv", window(layer, layer.padding()), input, weights, biases);
      case TRANSPOSED_CONVOLUTION ->
          graph.node("ConvTranspose", window(layer, layer.cropping()), input, weights, biases);
    };
  }

  /** Adds what the layer makes of the label, as one row of a table. */
  private String labelled(PlanarLayer layer, String product, String label) {
    int classes = layer.slot().classes();
    if (classes == 0) {
      return product;
    }
    String table =
        graph.floats(layer.name() + ".label", layer.labels(), classes, layer.biases().length);
    return graph.node("Add", product, graph.node("Gather", table, label));
  }

  /**
   * @param edges left, right, top, bottom
   */
  private static List<AttributeProto> window(PlanarLayer layer, int... edges) {
    int kernel = layer.slot().window().kernel();
    int stride = layer.slot().window().stride();
    return List.of(
        integers("kernel_shape", kernel, kernel),
        integers("strides", stride, stride),
        integers("pads", edges[2], edges[0], edges[3], edges[1]));
  }

  private String activated(Activation activation, String x) {
    return switch (activation) {
      case IDENTITY -> x;
      case RELU -> graph.node("Relu", x);
      case LEAKY_RELU -> graph.node("LeakyRelu", List.of(real("alpha", LEAK)), x);
      case ELU -> graph.node("Elu", List.of(real("alpha", 1)), x);
      case GELU -> gelu(x);
      case SILU -> graph.node("Mul", x, graph.node("Sigmoid", x));
      case SOFTPLUS -> graph.node("Softplus", x);
      case SIGMOID -> graph.node("Sigmoid", x);
      case TANH -> graph.node("Tanh", x);
    };
  }

  /** Of the error function: the operator Gelu came only with opset 20. */
  private String gelu(String x) {
    String erf = graph.node("Erf", graph.node("Mul", x, graph.constant(Math.sqrt(0.5))));
    String half = graph.node("Mul", x, graph.constant(0.5));
    return graph.node("Mul", half, graph.node("Add", erf, graph.constant(1)));
  }
}
