package io.trainvae.exchange;

import static io.trainvae.exchange.OnnxGraph.integer;
import static io.trainvae.exchange.OnnxGraph.integers;

import io.trainvae.model.Binarisation;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.SavedModel;
import io.trainvae.network.Standardisation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.TensorProto.DataType;

/**
 * Images or feature vectors as a user has them, and as a model sees them: the one place where they
 * are scaled, binarised or standardised. A user's grey images are {@code [height, width]}, others
 * {@code [height, width, channels]}, and vectors {@code [features]}; within the graph all are
 * {@code [channels, height, width]}.
 */
final class OnnxInput {
  /** Above a grey level of 127, and no less than 128, of 255. */
  private static final double HALF = 0.5;

  private final OnnxGraph graph;
  private final Shape image;
  private final Binarisation binarisation;
  private final Standardisation standardisation;
  private final boolean vector;

  OnnxInput(OnnxGraph graph, SavedModel model) {
    this.graph = graph;
    this.image = model.image();
    this.binarisation = model.spec().binarisation();
    this.standardisation = model.standardisation();
    this.vector = isVector(model);
  }

  /** Whether a model takes feature vectors, not images. */
  static boolean isVector(SavedModel model) {
    VaeSpec spec = model.spec();
    return spec.likelihood().isLinear() || !model.standardisation().isNone();
  }

  /** The name that users see. */
  String name() {
    return vector ? "features" : "image";
  }

  /** The dimensions of a user's image or vector. */
  long[] dimensions() {
    if (vector) {
      return new long[] {image.size()};
    }
    LongStream sides = LongStream.of(image.height(), image.width());
    LongStream channels =
        image.channels() == 1 ? LongStream.empty() : LongStream.of(image.channels());
    return LongStream.concat(sides, channels).toArray();
  }

  /** Adds an input of unsigned bytes, or of features, and returns the model's input. */
  String fromRaw() {
    if (vector) {
      return fromLevels();
    }
    String bytes =
        graph.input(name(), DataType.UINT8, "unsigned bytes, as in a data set", dimensions());
    String draws =
        binarisation == Binarisation.DYNAMIC
            ? graph.input("pixel_noise", DataType.FLOAT, "uniform in [0, 1)", dimensions())
            : null;
    return planes(binarised(graph.node("Div", real(bytes), graph.constant(255)), draws));
  }

  /** The same of levels from 0 to 1, or of features. */
  String fromLevels() {
    String about =
        vector
            ? "features in their own units"
            : binarisation == Binarisation.DYNAMIC
                ? "pixels, 0 or 1, as drawn by their grey levels"
                : "grey levels from 0 to 1: bytes / 255";
    String given = graph.input(name(), DataType.FLOAT, about, dimensions());
    return planes(vector ? standardised(given) : binarised(given, null));
  }

  private String standardised(String features) {
    return standardisation.isNone()
        ? features
        : graph.node("Div", graph.node("Sub", features, mean()), deviation());
  }

  private String mean() {
    return graph.floats("standardisation.mean", standardisation.mean(), image.size());
  }

  private String deviation() {
    return graph.floats("standardisation.deviation", standardisation.deviation(), image.size());
  }

  /**
   * @param draws one for each pixel; null where pixels were drawn before
   */
  private String binarised(String levels, String draws) {
    return switch (binarisation) {
      case NONE -> levels;
      case THRESHOLD -> above(levels, graph.constant(HALF));
      case DYNAMIC -> draws == null ? levels : above(levels, draws);
    };
  }

  private String above(String levels, String bound) {
    return real(graph.node("Greater", levels, bound));
  }

  private String real(String values) {
    return graph.cast(values, DataType.FLOAT);
  }

  private String planes(String given) {
    return image.channels() == 1
        ? graph.reshape(given, 1, image.height(), image.width())
        : graph.node("Transpose", List.of(integers("perm", 0, 3, 1, 2)), given);
  }

  /** The model's output in the user's units. */
  String toOwn(String shown) {
    String own = fromPlanes(shown);
    return standardisation.isNone()
        ? own
        : graph.node("Add", graph.node("Mul", own, deviation()), mean());
  }

  /** Variances of what {@link #toOwn} gives. */
  String toOwnSquared(String variance) {
    String own = fromPlanes(variance);
    if (standardisation.isNone()) {
      return own;
    }
    String deviation = "standardisation.deviation";
    return graph.node("Mul", graph.node("Mul", own, deviation), deviation);
  }

  private String fromPlanes(String planes) {
    return image.channels() == 1
        ? graph.reshape(planes, dimensions())
        : graph.node("Transpose", List.of(integers("perm", 0, 2, 3, 1)), planes);
  }

  /**
   * Splits a decoder's result into its outputs, each with one number for every pixel or feature,
   * channel by channel.
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
