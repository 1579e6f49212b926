package io.trainvae.network;

import java.util.SplittableRandom;

/**
 * All random numbers of a run, as functions of the seed, their purpose, and the position in the
 * run: never of the thread, the executor or the number of attempts.
 */
public final class RandomStreams {
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private final long seed;

  /** The purpose of a random number. Numbers of different purposes are independent. */
  public enum Purpose {
    WEIGHTS,
    SHUFFLE,
    TRAINING_NOISE,
    EVALUATION_NOISE,
    PRIOR_SAMPLES,
    TRAINING_PIXELS,
    EVALUATION_PIXELS
  }

  public RandomStreams(long seed) {
    this.seed = seed;
  }

  /** The stream for this purpose at this place, such as epoch, partition and step. */
  public SplittableRandom stream(Purpose purpose, long... place) {
    long key = mix(seed + GOLDEN_RATIO * (purpose.ordinal() + 1));
    for (long coordinate : place) {
      key = mix(key + GOLDEN_RATIO * (coordinate + 1));
    }
    return new SplittableRandom(key);
  }

  /** The finaliser of SplitMix64: Steele, Lea and Flood 2014, figure 16. */
  private static long mix(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** Fills the first {@code count} numbers with standard normal ones. */
  public static void fillNormal(SplittableRandom random, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
  }

  /** A permutation of {@code 0 .. count-1}: Fisher and Yates. */
  public static int[] permutation(SplittableRandom random, int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
