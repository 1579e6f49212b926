package io.trainvae.network;

import io.trainvae.model.Binarisation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/** The numbers of a record as a model sees them; of unsigned bytes, 0 is 0 and 255 is 1. */
public final class Pixels {
  private static final float[] LEVELS = levels();
  private static final int HALF = 128;
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

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

  /**
   * The same for records of any format.
   *
   * @param count of numbers, not of bytes
   */
  public static void unpack(
      PixelFormat format,
      Binarisation binarisation,
      SplittableRandom random,
      byte[] from,
      float[] to,
      int toStart,
      int count) {
    if (format == PixelFormat.UINT8) {
      unpack(binarisation, random, from, 0, to, toStart, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[toStart + i] = (float) FLOAT.get(from, i * Float.BYTES);
    }
    binarise(binarisation, random, to, toStart, count);
  }

  /** Binarises numbers in [0, 1] in place, by the rules that hold for bytes. */
  public static void binarise(
      Binarisation binarisation, SplittableRandom random, float[] values, int start, int count) {
    switch (binarisation) {
      case NONE -> {}
      case THRESHOLD -> {
        for (int i = start; i < start + count; i++) {
          values[i] = values[i] >= 0.5f ? 1 : 0;
        }
      }
      case DYNAMIC -> draw(random, values, start, count);
    }
  }

  private static void draw(SplittableRandom random, float[] values, int start, int count) {
    long bits = 0;
    for (int i = 0; i < count; i++) {
      if (i % 4 == 0) {
        bits = random.nextLong();
      }
      values[start + i] = (bits & 0xFFFF) < values[start + i] * 65_536.0 ? 1 : 0;
      bits >>>= 16;
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
