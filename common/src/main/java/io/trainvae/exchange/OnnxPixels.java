package io.trainvae.exchange;

import static io.trainvae.exchange.OnnxGraph.integer;
import static io.trainvae.exchange.OnnxGraph.integers;

import io.trainvae.model.Binarisation;
import io.trainvae.model.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto.DataType;

/**
 * Images as a user has them, and as a model sees them: the one place where they are scaled and
 * binarised. A user's grey images are {@code [height, width]}, others {@code [height, width,
 * channels]}; within the graph they are {@code [channels, height, width]}.
 */
final class OnnxPixels {
  /** Above a grey level of 127, and no less than 128, of 255. */
  private static final double HALF = 0.5;

  private final OnnxGraph graph;
  private final Shape image;

  OnnxPixels(OnnxGraph graph, Shape image) {
    this.graph = graph;
    this.image = image;
  }

  /** Of a user's image. */
  long[] dimensions() {
    LongStream sides = LongStream.of(image.height(), image.width());
    LongStream channels =
        image.channels() == 1 ? LongStream.empty() : LongStream.of(image.channels());
    return LongStream.concat(sides, channels).toArray();
  }

  /** Unsigned bytes as levels from 0 to 1. */
  String levels(String bytes) {
    String numbers = graph.node("Cast", List.of(integer("to", DataType.FLOAT.getNumber())), bytes);
    return graph.node("Div", numbers, graph.constant(255));
  }

  /**
   * Levels as the model sees them.
   *
   * @param draws uniform in [0, 1), one for each pixel, where the model's pixels are drawn; null
   *     where they were drawn before
   */
  String seen(String levels, Binarisation binarisation, String draws) {
    return switch (binarisation) {
      case NONE -> levels;
      case THRESHOLD -> above(levels, graph.constant(HALF));
      case DYNAMIC -> draws == null ? levels : above(levels, draws);
    };
  }

  private String above(String levels, String bound) {
    return graph.node(
        "Cast",
        List.of(integer("to", DataType.FLOAT.getNumber())),
        graph.node("Greater", levels, bound));
  }

  /** A user's image, channel by channel. */
  String planes(String pixels) {
    return image.channels() == 1
        ? graph.reshape(pixels, 1, image.height(), image.width())
        : graph.node("Transpose", List.of(integers("perm", 0, 3, 1, 2)), pixels);
  }

  /** The way back. */
  String pixels(String planes) {
    return image.channels() == 1
        ? graph.reshape(planes, dimensions())
        : graph.node("Transpose", List.of(integers("perm", 0, 2, 3, 1)), planes);
  }

  /**
   * Of a decoder's result the numbers that it gives for every pixel, channel by channel each.
   *
   * @param outputs numbers for a pixel
   */
  List<String> parted(String decoded, int outputs) {
    if (outputs == 1) {
      return List.of(graph.reshape(decoded, image.channels(), image.height(), image.width()));
    }
    String all = graph.reshape(decoded, image.channels(), outputs, image.height(), image.width());
    List<AttributeProto> axis = List.of(integer("axis", 2));
    String[] parts = new String[outputs];
    Arrays.setAll(parts, i -> graph.node("Gather", axis, all, graph.index(i)));
    return List.of(parts);
  }
}
