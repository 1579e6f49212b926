package io.trainvae.network;

import io.trainvae.model.Binarisation;
import java.util.SplittableRandom;

/** Unsigned bytes as a model sees them: grey level 0 is 0, 255 is 1. */
public final class Pixels {
  private static final float[] LEVELS = levels();
  private static final int HALF = 128;

  private Pixels() {}

  private static float[] levels() {
    float[] levels = new float[256];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = i / 255f;
    }
    return levels;
  }

  /**
   * Turns {@code count} bytes into floats in [0, 1].
   *
   * @param random for {@link Binarisation#DYNAMIC}
   */
  public static void unpack(
      Binarisation binarisation,
      SplittableRandom random,
      byte[] from,
      int fromStart,
      float[] to,
      int toStart,
      int count) {
    switch (binarisation) {
      case NONE -> levels(from, fromStart, to, toStart, count);
      case THRESHOLD -> threshold(from, fromStart, to, toStart, count);
      case DYNAMIC -> draw(random, from, fromStart, to, toStart, count);
    }
  }

  private static void levels(byte[] from, int fromStart, float[] to, int toStart, int count) {
    for (int i = 0; i < count; i++) {
      to[toStart + i] = LEVELS[from[fromStart + i] & 0xFF];
    }
  }

  private static void threshold(byte[] from, int fromStart, float[] to, int toStart, int count) {
    for (int i = 0; i < count; i++) {
      to[toStart + i] = (from[fromStart + i] & 0xFF) >= HALF ? 1 : 0;
    }
  }

  /** Sixteen random bits for a pixel, which make its probability right to 1 in 65,536. */
  private static void draw(
      SplittableRandom random, byte[] from, int fromStart, float[] to, int toStart, int count) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      if (i % 4 == 0) {
        bits = random.nextLong();
      }
      int level = from[fromStart + i] & 0xFF;
      to[toStart + i] = (bits & 0xFFFF) * 255 < (long) level << 16 ? 1 : 0;
      bits >>>= 16;
    }
  }
}
