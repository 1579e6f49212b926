package io.trainvae.network;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.LayerParameters.Kind;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The position of each parameter of a {@link ParameterLayout} in a {@code ComputationGraph}, which
 * stores channels before pixels and biases of convolutions before weights. Positions are stored as
 * runs: neighbours in the layout that have equal distances in the graph, such as all weights of a
 * dense layer.
 */
final class GraphOrder {
  private static final int FIRST_RUNS = 64;

  private final int size;
  private final long start;
  private int runs;
  private int[] from = new int[FIRST_RUNS];
  private int[] to = new int[FIRST_RUNS];
  private int[] stride = new int[FIRST_RUNS];

  /**
   * @param flat all parameters of the graph
   * @param named a layer's weights or biases, a view of {@code flat}
   */
  GraphOrder(ParameterLayout layout, INDArray flat, Function<String, INDArray> named) {
    this.size = layout.total();
    this.start = flat.offset();
    if (flat.length() != size) {
      throw new IllegalStateException(
          "Graph has %d parameters, expected %d".formatted(flat.length(), size));
    }
    List<LayerParameters> all = layout.layers();
    for (int i = 0; i < all.size(); i++) {
      boolean imageBelow = i > 0 && i != layout.encoderLayers() && all.get(i - 1).seesImage();
      boolean imageAbove = i + 1 < all.size() && all.get(i + 1).seesImage();
      if (all.get(i).parameters() > 0) {
        add(all.get(i), imageBelow, imageAbove && i + 1 != layout.encoderLayers(), named);
      }
    }
  }

  private void add(
      LayerParameters layer,
      boolean imageBelow,
      boolean imageAbove,
      Function<String, INDArray> named) {
    INDArray weights = named.apply(layer.name() + "_W");
    INDArray biases = named.apply(layer.name() + "_b").reshape(-1);
    switch (layer.kind()) {
      case DENSE -> addDense(layer, imageBelow, imageAbove, weights, biases);
      case CONVOLUTION, TRANSPOSED_CONVOLUTION -> addConvolution(layer, weights, biases);
      case NORMALISATION -> {
        addChannels(layer.weights(), layer.biasCount(), weights.reshape(-1));
        addChannels(layer.biases(), layer.biasCount(), biases);
      }
      case UPSAMPLING, SUM -> {}
    }
  }

  private void addChannels(int at, int count, INDArray numbers) {
    add(at, count, place(numbers, 0), numbers.stride(0));
  }

  private void addDense(
      LayerParameters layer,
      boolean imageBelow,
      boolean imageAbove,
      INDArray weights,
      INDArray biases) {
    Shape in = imageBelow ? layer.in() : Shape.flat(layer.in().size());
    Shape out = imageAbove ? layer.out() : Shape.flat(layer.out().size());
    for (int o = 0; o < out.size(); o++) {
      int column = channelsFirst(out, o);
      for (int pixel = 0; pixel < in.height() * in.width(); pixel++) {
        add(
            layer.weights() + o * in.size() + pixel * in.channels(),
            in.channels(),
            place(weights, pixel, column),
            in.height() * in.width() * weights.stride(0));
      }
    }
    for (int label = 0; label < layer.classes(); label++) {
      addOutputs(
          layer.labels() + label * out.size(),
          out,
          place(weights, in.size() + label, 0),
          weights,
          1);
    }
    addOutputs(layer.biases(), out, place(biases, 0), biases, 0);
  }

  /** A number for each output, along a dimension of an array of the graph. */
  private void addOutputs(int at, Shape out, int place, INDArray in, int dimension) {
    int pixels = out.height() * out.width();
    long apart = in.stride(dimension);
    for (int pixel = 0; pixel < pixels; pixel++) {
      add(
          at + pixel * out.channels(),
          out.channels(),
          Math.toIntExact(place + pixel * apart),
          pixels * apart);
    }
  }

  /** Both kinds have {@code [first, kernel, kernel, second]} here and the kernel last in DL4J. */
  private void addConvolution(LayerParameters layer, INDArray weights, INDArray biases) {
    boolean transposed = layer.kind() == Kind.TRANSPOSED_CONVOLUTION;
    int first = transposed ? layer.in().channels() : layer.out().channels();
    int second = transposed ? layer.out().channels() : layer.in().channels();
    int kernel = layer.window().kernel();
    int at = layer.weights();
    for (int a = 0; a < first; a++) {
      for (int row = 0; row < kernel; row++) {
        for (int column = 0; column < kernel; column++) {
          add(at, second, place(weights, a, 0, row, column), weights.stride(1));
          at += second;
        }
      }
    }
    addChannels(layer.biases(), layer.biasCount(), biases);
  }

  /** The index of a number of a shape in channels-first order. */
  private static int channelsFirst(Shape shape, int place) {
    int pixels = shape.height() * shape.width();
    return place % shape.channels() * pixels + place / shape.channels();
  }

  private int place(INDArray view, long... index) {
    long place = view.offset() - start;
    for (int i = 0; i < index.length; i++) {
      place += index[i] * view.stride(i);
    }
    return Math.toIntExact(place);
  }

  private int length(int run) {
    return (run + 1 < runs ? from[run + 1] : size) - from[run];
  }

  /** Appends numbers; they extend the last run if they continue it. */
  private void add(int at, int count, int place, long apart) {
    int step = Math.toIntExact(apart);
    if (runs > 0) {
      int last = runs - 1;
      int length = at - from[last];
      int next = place - to[last];
      if (length == 1 && (count == 1 || next == step)) {
        stride[last] = next;
        return;
      }
      if (next == length * stride[last] && (count == 1 || step == stride[last])) {
        return;
      }
    }
    if (runs == from.length) {
      from = Arrays.copyOf(from, 2 * runs);
      to = Arrays.copyOf(to, 2 * runs);
      stride = Arrays.copyOf(stride, 2 * runs);
    }
    from[runs] = at;
    to[runs] = place;
    stride[runs] = step;
    runs++;
  }

  /** Writes numbers of the layout's order as the graph has them. */
  void toGraph(float[] layout, float[] graph) {
    for (int run = 0; run < runs; run++) {
      int length = length(run);
      if (stride[run] == 1) {
        System.arraycopy(layout, from[run], graph, to[run], length);
      } else {
        for (int i = 0, place = to[run]; i < length; i++, place += stride[run]) {
          graph[place] = layout[from[run] + i];
        }
      }
    }
  }

  /** Writes numbers of the graph's order as the layout has them. */
  void fromGraph(float[] graph, float[] layout) {
    for (int run = 0; run < runs; run++) {
      int length = length(run);
      if (stride[run] == 1) {
        System.arraycopy(graph, to[run], layout, from[run], length);
      } else {
        for (int i = 0, place = to[run]; i < length; i++, place += stride[run]) {
          layout[from[run] + i] = graph[place];
        }
      }
    }
  }
}
