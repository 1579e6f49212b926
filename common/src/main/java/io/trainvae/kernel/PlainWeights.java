package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;

/** Weights of a layer with few parameters or none. Their gradients are summed slice by slice. */
final class PlainWeights extends LayerWeights {
  PlainWeights(LayerParameters layout, FlatParameters parameters, int lanes) {
    super(layout, parameters, lanes, layout.weights());
  }
}
