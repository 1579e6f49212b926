package io.trainvae.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.ByteString;

/**
 * An ONNX graph while it is built, node by node. Every input and output has any number of rows, its
 * first dimension; values within go by names that it gives.
 */
final class OnnxGraph {
  /**
   * The operator set of ONNX 1.8. All current runtimes support it, and later sets have nothing that
   * we need.
   */
  static final int OPSET = 13;

  private static final int IR_VERSION = 7;
  private static final String ROWS = "batch";

  private final GraphProto.Builder graph;
  private final Map<Float, String> constants = new HashMap<>();
  private final Map<Double, String> doubles = new HashMap<>();

  OnnxGraph(String name) {
    graph = GraphProto.newBuilder().setName(name);
  }

  /**
   * @param dimensions of a row
   * @param about description in the file
   */
  String input(String name, DataType type, String about, long... dimensions) {
    graph.addInput(value(name, type, about, dimensions));
    return name;
  }

  /** Declares a value as an output, under its own name. */
  void output(String name, String value, String about, long... dimensions) {
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").setName(name).addInput(value).addOutput(name));
    graph.addOutput(value(name, DataType.FLOAT, about, dimensions));
  }

  private static ValueInfoProto value(
      String name, DataType type, String about, long... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setDimParam(ROWS);
    for (long dimension : dimensions) {
      shape.addDimBuilder().setDimValue(dimension);
    }
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setDocString(about)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  /** Numbers that the graph holds. */
  String floats(String name, float[] values, int... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    TensorProto.Builder tensor = tensor(name, DataType.FLOAT, bytes);
    for (int dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** A single number, which the graph holds once however often it is asked for. */
  String constant(double value) {
    return constants.computeIfAbsent(
        (float) value, number -> floats("constant_" + constants.size(), new float[] {number}));
  }

  /** The same in double precision. */
  String doubleConstant(double value) {
    return doubles.computeIfAbsent(value, this::doubleInitializer);
  }

  private String doubleInitializer(double value) {
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putDouble(value);
    String name = "double_" + doubles.size();
    graph.addInitializer(tensor(name, DataType.DOUBLE, bytes));
    return name;
  }

  /** The same numbers as another type. */
  String cast(String values, DataType type) {
    return node("Cast", List.of(integer("to", type.getNumber())), values);
  }

  /** A whole number, such as a place in a dimension. */
  String index(long value) {
    return whole(new long[] {value}, new long[0]);
  }

  /** A list of whole numbers, such as a shape. */
  private String whole(long... values) {
    return whole(values, new long[] {values.length});
  }

  private String whole(long[] values, long[] shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    String name = "numbers_" + graph.getInitializerCount();
    TensorProto.Builder tensor = tensor(name, DataType.INT64, bytes);
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private static TensorProto.Builder tensor(String name, DataType type, ByteBuffer bytes) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(type.getNumber())
        .setRawData(ByteString.copyFrom(bytes.array()));
  }

  /** Adds a node without attributes and returns the name of its only result. */
  String node(String operator, String... inputs) {
    return node(operator, List.of(), inputs);
  }

  String node(String operator, List<AttributeProto> attributes, String... inputs) {
    String name = nextName(operator);
    graph.addNode(begun(operator, name, inputs).addAllAttribute(attributes).addOutput(name));
    return name;
  }

  /** Cuts a matrix into two of as many columns. */
  List<String> halves(String matrix, int columns) {
    String name = nextName("Split");
    graph.addNode(
        begun("Split", name, matrix, whole(columns, columns))
            .addAttribute(integer("axis", 1))
            .addOutput(name + "_0")
            .addOutput(name + "_1"));
    return List.of(name + "_0", name + "_1");
  }

  private static NodeProto.Builder begun(String operator, String name, String... inputs) {
    return NodeProto.newBuilder().setOpType(operator).setName(name).addAllInput(List.of(inputs));
  }

  private String nextName(String operator) {
    return operator.toLowerCase(Locale.ROOT) + "_" + graph.getNodeCount();
  }

  /**
   * The same rows in another shape.
   *
   * @param dimensions of a row
   */
  String reshape(String value, long... dimensions) {
    long[] shape = new long[dimensions.length + 1];
    System.arraycopy(dimensions, 0, shape, 1, dimensions.length);
    // 0 stands for the dimension of the value: any number of rows.
    return node("Reshape", value, whole(shape));
  }

  /** Images with each pixel {@code factor} times side by side in both directions. */
  String enlarge(String images, int factor) {
    String scales = "numbers_" + graph.getInitializerCount();
    floats(scales, new float[] {1, 1, factor, factor}, 4);
    List<AttributeProto> nearest =
        List.of(
            text("mode", "nearest"),
            text("coordinate_transformation_mode", "asymmetric"),
            text("nearest_mode", "floor"));
    return node("Resize", nearest, images, "", scales);
  }

  /** The first rows and columns of images. */
  String crop(String images, int height, int width) {
    return node("Slice", images, whole(0, 0), whole(height, width), whole(2, 3));
  }

  /** The sums over some dimensions, counted from 1; 0 is the batch. */
  String sums(String value, long... dimensions) {
    return node("ReduceSum", List.of(integer("keepdims", 0)), value, whole(dimensions));
  }

  static AttributeProto integer(String name, long value) {
    return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder list = attribute(name, AttributeProto.AttributeType.INTS);
    for (long value : values) {
      list.addInts(value);
    }
    return list.build();
  }

  static AttributeProto real(String name, float value) {
    return attribute(name, AttributeProto.AttributeType.FLOAT).setF(value).build();
  }

  static AttributeProto text(String name, String value) {
    return attribute(name, AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  /** The finished graph as the bytes of a model file. */
  byte[] model(String about, ModelFacts facts) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName(ModelFacts.PROGRAM)
            .setProducerVersion(facts.version())
            .setDocString(about)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(graph);
    facts
        .all()
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }
}
