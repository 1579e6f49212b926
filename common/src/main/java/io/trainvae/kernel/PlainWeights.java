package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;

/** Of a layer with few parameters or none, whose gradients are all summed slice by slice. */
final class PlainWeights extends LayerWeights {
  PlainWeights(LayerParameters slot, FlatParameters parameters, int lanes) {
    super(slot, parameters, lanes, slot.weights());
  }
}
