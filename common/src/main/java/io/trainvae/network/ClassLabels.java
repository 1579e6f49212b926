package io.trainvae.network;

import io.trainvae.model.VaeSpec;

/** Labels for latents that belong to no image. */
public final class ClassLabels {
  private ClassLabels() {}

  /** One class after the other for so many latents; of an unconditional model all 0. */
  public static int[] inTurn(VaeSpec spec, int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % Math.max(1, spec.classes());
    }
    return labels;
  }
}
