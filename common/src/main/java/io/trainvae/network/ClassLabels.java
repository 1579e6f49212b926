package io.trainvae.network;

import io.trainvae.model.VaeSpec;

/** Labels for latents that belong to no image. */
public final class ClassLabels {
  private ClassLabels() {}

  /** The classes in rotation, for this many latents; all 0 for an unconditional model. */
  public static int[] inTurn(VaeSpec spec, int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % Math.max(1, spec.classes());
    }
    return labels;
  }
}
