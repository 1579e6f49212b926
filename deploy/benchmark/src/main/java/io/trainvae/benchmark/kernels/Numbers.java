package io.trainvae.benchmark.kernels;

import java.util.SplittableRandom;

/** Numbers to compute with, the same ones each time. */
public final class Numbers {
  private Numbers() {}

  /** Standard normal ones, scaled. */
  public static void normal(float[] to, double scale) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) (scale * random.nextGaussian());
    }
  }

  /** As many standard normal ones, scaled. */
  public static float[] normal(int count, double scale) {
    float[] numbers = new float[count];
    normal(numbers, scale);
    return numbers;
  }

  /** Pixels as of handwriting: four of five black, the rest of any grey. */
  static byte[] pixels(int count) {
    SplittableRandom random = new SplittableRandom(2);
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) (random.nextInt(5) == 0 ? random.nextInt(256) : 0);
    }
    return pixels;
  }
}
