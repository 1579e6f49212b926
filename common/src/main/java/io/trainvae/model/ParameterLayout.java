package io.trainvae.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Where every weight of a model stands in its one flat array of parameters: layer after layer from
 * the image to the reconstruction, of each layer the weights {@code [outputs, inputs]} row by row,
 * then the biases {@code [outputs]}. This is also the order of a DL4J {@code ComputationGraph}
 * built by {@link VaeGraph}.
 */
public final class ParameterLayout {
  private final List<Slot> slots = new ArrayList<>();
  private int total;

  /**
   * The parameters of one layer.
   *
   * @param name of the layer, also in the {@code ComputationGraph}
   * @param weights offset of the first weight
   * @param biases offset of the first bias
   */
  public record Slot(
      String name, int inputs, int outputs, int weights, int biases, Activation activation) {}

  public ParameterLayout(VaeSpec spec, int pixels) {
    int features = addHidden("encoder-", spec.encoder(), pixels);
    add("posterior", features, 2 * spec.latent(), Activation.IDENTITY);
    features = addHidden("decoder-", spec.decoder(), spec.latent());
    add("reconstruction", features, pixels, Activation.IDENTITY);
  }

  private int addHidden(String prefix, List<LayerSpec> layers, int inputs) {
    int features = inputs;
    for (int i = 0; i < layers.size(); i++) {
      LayerSpec.Dense layer = (LayerSpec.Dense) layers.get(i);
      add(prefix + (i + 1), features, layer.units(), layer.activation());
      features = layer.units();
    }
    return features;
  }

  private void add(String name, int inputs, int outputs, Activation activation) {
    int weights = total;
    int biases = Math.addExact(weights, Math.multiplyExact(inputs, outputs));
    slots.add(new Slot(name, inputs, outputs, weights, biases, activation));
    total = Math.addExact(biases, outputs);
  }

  /** Every layer, from the image to the reconstruction. */
  public List<Slot> slots() {
    return List.copyOf(slots);
  }

  /** Number of parameters of the model. */
  public int total() {
    return total;
  }
}
