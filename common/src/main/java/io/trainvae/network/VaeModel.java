package io.trainvae.network;

import io.trainvae.model.VaeSpec;

/** A model that knows what it was built from. */
abstract class VaeModel implements OpenModel {
  final VaeSpec spec;
  final int pixels;

  VaeModel(VaeSpec spec, int pixels) {
    this.spec = spec;
    this.pixels = pixels;
  }

  @Override
  public final int pixels() {
    return pixels;
  }

  @Override
  public final int latent() {
    return spec.latent();
  }

  @Override
  public final int outputs() {
    return spec.likelihood().outputs();
  }
}
