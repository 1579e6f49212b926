package io.trainvae.benchmark.kernels;

import java.util.SplittableRandom;

/** Random numbers, the same each time. */
public final class Numbers {
  private Numbers() {}

  /** Fills an array with scaled standard normal numbers. */
  public static void normal(float[] to, double scale) {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) (scale * random.nextGaussian());
    }
  }

  /** Scaled standard normal numbers. */
  public static float[] normal(int count, double scale) {
    float[] numbers = new float[count];
    normal(numbers, scale);
    return numbers;
  }

  /** Pixels like those of handwriting: four of five are black, the others any grey. */
  static byte[] pixels(int count) {
    SplittableRandom random = new SplittableRandom(2);
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (byte) (random.nextInt(5) == 0 ? random.nextInt(256) : 0);
    }
    return pixels;
  }
}
