package io.trainvae.exchange;

import static io.trainvae.exchange.OnnxGraph.integer;
import static io.trainvae.exchange.OnnxGraph.integers;
import static io.trainvae.exchange.OnnxGraph.real;

import io.trainvae.model.Activation;
import io.trainvae.model.LayerParameters;
import io.trainvae.model.LayerSpec.Normalisation;
import io.trainvae.model.Shape;
import java.util.ArrayList;
import java.util.Arrays;
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
    List<Value> outputs = new ArrayList<>();
    Value top = new Value(input, image);
    for (PlanarLayer layer : layers) {
      top = output(layer, top, label, outputs);
      outputs.add(top);
    }
    return top.name;
  }

  /**
   * @param placed whether it is an image with rows and columns, rather than features
   */
  private record Value(String name, boolean placed) {}

  private Value output(PlanarLayer layer, Value below, String label, List<Value> outputs) {
    LayerParameters layout = layer.layout();
    boolean placed = layout.seesImage() || !layer.isDense() && below.placed;
    String in = placed ? placed(layout, below) : flat(below);
    String result =
        switch (layout.kind()) {
          case DENSE -> labelled(layer, dense(layer, in), label);
          case CONVOLUTION -> convolution("Conv", layer, in, layer.padding());
          case TRANSPOSED_CONVOLUTION -> convolution("ConvTranspose", layer, in, layer.cropping());
          case UPSAMPLING -> upsampled(layout, in);
          case NORMALISATION -> normalised(layer, in, placed);
          case SUM -> {
            Value source = outputs.get(outputs.size() - 1 - layout.block());
            yield graph.node("Add", in, placed ? placed(layout, source) : flat(source));
          }
        };
    return new Value(activated(layout.activation(), result), placed);
  }

  private String flat(Value value) {
    return value.placed ? graph.node("Flatten", value.name) : value.name;
  }

  private String placed(LayerParameters layout, Value value) {
    Shape in = layout.in();
    return value.placed
        ? value.name
        : graph.reshape(value.name, in.channels(), in.height(), in.width());
  }

  private String dense(PlanarLayer layer, String input) {
    return graph.node("Gemm", List.of(integer("transB", 1)), input, weights(layer), biases(layer));
  }

  private String convolution(String operator, PlanarLayer layer, String input, int... edges) {
    return graph.node(operator, window(layer, edges), input, weights(layer), biases(layer));
  }

  private String weights(PlanarLayer layer) {
    return graph.floats(layer.name() + ".weight", layer.weights(), layer.shape());
  }

  private String biases(PlanarLayer layer) {
    return graph.floats(layer.name() + ".bias", layer.biases(), layer.biases().length);
  }

  private String upsampled(LayerParameters layout, String input) {
    int factor = layout.window().stride();
    Shape out = layout.out();
    String large = graph.enlarge(input, factor);
    boolean whole =
        layout.in().height() * factor == out.height()
            && layout.in().width() * factor == out.width();
    return whole ? large : graph.crop(large, out.height(), out.width());
  }

  /** Normalises groups as instances of one channel, because GroupNormalization needs opset 18. */
  private String normalised(PlanarLayer layer, String input, boolean placed) {
    LayerParameters layout = layer.layout();
    int groups = layout.groups();
    float[] ones = new float[groups];
    Arrays.fill(ones, 1);
    String grouped = graph.reshape(input, groups, layout.in().size() / groups);
    String normal =
        graph.node(
            "InstanceNormalization",
            List.of(real("epsilon", (float) Normalisation.EPSILON)),
            grouped,
            graph.floats(layer.name() + ".ones", ones, groups),
            graph.floats(layer.name() + ".zeros", new float[groups], groups));
    int channels = layout.in().channels();
    int[] shape = placed ? new int[] {channels, 1, 1} : new int[] {channels};
    Shape in = layout.in();
    String back =
        placed
            ? graph.reshape(normal, channels, in.height(), in.width())
            : graph.reshape(normal, channels);
    String scale = graph.floats(layer.name() + ".weight", layer.weights(), shape);
    String shift = graph.floats(layer.name() + ".bias", layer.biases(), shape);
    return graph.node("Add", graph.node("Mul", back, scale), shift);
  }

  /** Adds the layer's contribution of the label, as one row of a table. */
  private String labelled(PlanarLayer layer, String product, String label) {
    int classes = layer.layout().classes();
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
    int kernel = layer.layout().window().kernel();
    int stride = layer.layout().window().stride();
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

  /** GELU by the error function, because the operator Gelu needs opset 20. */
  private String gelu(String x) {
    String erf = graph.node("Erf", graph.node("Mul", x, graph.constant(Math.sqrt(0.5))));
    String half = graph.node("Mul", x, graph.constant(0.5));
    return graph.node("Mul", half, graph.node("Add", erf, graph.constant(1)));
  }
}
