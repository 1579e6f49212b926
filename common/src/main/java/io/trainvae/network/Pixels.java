package io.trainvae.network;

/** Unsigned bytes as grey levels: 0 is 0, 255 is 1. */
public final class Pixels {
  private static final float[] LEVELS = levels();

  private Pixels() {}

  private static float[] levels() {
    float[] levels = new float[256];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = i / 255f;
    }
    return levels;
  }

  /** Turns {@code count} bytes into floats in [0, 1]. */
  public static void unpack(byte[] from, int fromStart, float[] to, int toStart, int count) {
    for (int i = 0; i < count; i++) {
      to[toStart + i] = LEVELS[from[fromStart + i] & 0xFF];
    }
  }
}
