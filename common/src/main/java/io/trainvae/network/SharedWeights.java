package io.trainvae.network;

import io.trainvae.kernel.FlatParameters;
import io.trainvae.kernel.LayerWeights;
import io.trainvae.model.ParameterLayout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A saved model's parameters in the form that matrix products read. The process has one copy of
 * them even if several tasks of an executor open the model, because tasks share one object of a
 * broadcast. The last one that closes frees it.
 */
final class SharedWeights implements AutoCloseable {
  /**
   * The open weights of each model. Models are equal only if their parameters are the same array.
   */
  private static final Map<SavedModel, SharedWeights> OPEN = new HashMap<>();

  private final SavedModel model;
  private final FlatParameters parameters;
  private final List<LayerWeights> layers;
  private final int encoderLayers;
  private int users;

  private SharedWeights(SavedModel model) {
    ParameterLayout layout = new ParameterLayout(model.spec(), model.image());
    this.model = model;
    this.parameters = FlatParameters.fixed(model.parameters());
    this.layers =
        layout.layers().stream().map(layer -> LayerWeights.fixed(layer, parameters)).toList();
    this.encoderLayers = layout.encoderLayers();
  }

  /**
   * @param model whose parameters must not change until it is closed
   */
  static SharedWeights of(SavedModel model) {
    synchronized (OPEN) {
      SharedWeights weights = OPEN.computeIfAbsent(model, SharedWeights::new);
      weights.users++;
      return weights;
    }
  }

  List<LayerWeights> encoder() {
    return layers.subList(0, encoderLayers);
  }

  List<LayerWeights> decoder() {
    return layers.subList(encoderLayers, layers.size());
  }

  /** Once for each call of {@link #of}. */
  @Override
  public void close() {
    synchronized (OPEN) {
      users--;
      if (users == 0) {
        OPEN.remove(model);
        layers.forEach(LayerWeights::close);
        parameters.close();
      }
    }
  }
}
