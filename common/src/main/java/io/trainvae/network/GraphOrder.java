package io.trainvae.network;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.LayerParameters.Kind;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where each parameter of a {@link ParameterLayout} stands in a {@code ComputationGraph}, which has
 * channels before pixels and biases of convolutions before weights.
 */
final class GraphOrder {
  private final ComputationGraph graph;
  private final int[] places;
  private final long start;

  GraphOrder(ParameterLayout layout, ComputationGraph graph) {
    this.graph = graph;
    this.places = new int[layout.total()];
    INDArray flat = graph.params();
    this.start = flat.offset();
    if (flat.length() != layout.total()) {
      throw new IllegalStateException(
          "Graph has %d parameters, expected %d".formatted(flat.length(), layout.total()));
    }
    List<LayerParameters> slots = layout.slots();
    for (int i = 0; i < slots.size(); i++) {
      boolean imageBelow = i > 0 && i != layout.encoderLayers() && makesImage(slots, i - 1);
      boolean imageAbove = i + 1 < slots.size() && slots.get(i + 1).window() != null;
      map(slots.get(i), imageBelow, imageAbove && i + 1 != layout.encoderLayers());
    }
  }

  private static boolean makesImage(List<LayerParameters> slots, int i) {
    return slots.get(i).window() != null;
  }

  private void map(LayerParameters slot, boolean imageBelow, boolean imageAbove) {
    INDArray weights = graph.getParam(slot.name() + "_W");
    INDArray biases = graph.getParam(slot.name() + "_b");
    if (slot.kind() == Kind.DENSE) {
      Shape in = imageBelow ? slot.in() : Shape.flat(slot.in().size());
      Shape out = imageAbove ? slot.out() : Shape.flat(slot.out().size());
      mapDense(slot, in, out, weights);
      for (int o = 0; o < out.size(); o++) {
        places[slot.biases() + o] = place(biases.reshape(-1), channelsFirst(out, o));
      }
    } else {
      mapConvolution(slot, weights);
      for (int o = 0; o < slot.biasCount(); o++) {
        places[slot.biases() + o] = place(biases.reshape(-1), o);
      }
    }
  }

  private void mapDense(LayerParameters slot, Shape in, Shape out, INDArray weights) {
    int inputs = in.size();
    for (int o = 0; o < out.size(); o++) {
      int column = channelsFirst(out, o);
      for (int i = 0; i < inputs; i++) {
        places[slot.weights() + o * inputs + i] = place(weights, channelsFirst(in, i), column);
      }
      for (int label = 0; label < slot.classes(); label++) {
        places[slot.labels() + label * out.size() + o] = place(weights, inputs + label, column);
      }
    }
  }

  /** Both kinds have {@code [first, kernel, kernel, second]} here and the kernel last in DL4J. */
  private void mapConvolution(LayerParameters slot, INDArray weights) {
    boolean transposed = slot.kind() == Kind.TRANSPOSED_CONVOLUTION;
    int first = transposed ? slot.in().channels() : slot.out().channels();
    int second = transposed ? slot.out().channels() : slot.in().channels();
    int kernel = slot.window().kernel();
    int at = slot.weights();
    for (int a = 0; a < first; a++) {
      for (int row = 0; row < kernel; row++) {
        for (int column = 0; column < kernel; column++) {
          for (int b = 0; b < second; b++) {
            places[at++] = place(weights, a, b, row, column);
          }
        }
      }
    }
  }

  /** The place of a number of a shape when all of a channel stand side by side. */
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

  /** Numbers in the layout's order as the graph has them. */
  float[] toGraph(float[] numbers) {
    float[] ordered = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      ordered[places[i]] = numbers[i];
    }
    return ordered;
  }

  /** Numbers in the graph's order as the layout has them. */
  float[] fromGraph(float[] numbers) {
    float[] ordered = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      ordered[i] = numbers[places[i]];
    }
    return ordered;
  }
}
