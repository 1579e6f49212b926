package io.trainvae.averaging.sync;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The distance of the workers' parameters from each other after a round: {@code sqrt(sum_m w_m |x_m
 * - mean|^2) / |mean|}, with {@code w_m} a worker's share of the round's images and {@code |.|} the
 * Euclidean norm. An instance holds partial sums, over some of the parameters or some of the
 * workers.
 *
 * <p>Sums are kept in fixed point, as longs. Adding whole numbers gives the same in every order,
 * which adding doubles does not: so the figure is the same to the bit for any number of tasks and
 * executors. Too large a sum stays at {@link Long#MAX_VALUE}, also in every order, for no number
 * that is added is negative.
 *
 * @param deviations {@code sum_m w_m |x_m - mean|^2}, in units of 2^-44
 * @param norm {@code |mean|^2}, in units of 2^-32
 */
public record Disagreement(long deviations, long norm) {
  public static final Disagreement NONE = new Disagreement(0, 0);

  static final double DEVIATION_SCALE = 0x1p44;
  static final double NORM_SCALE = 0x1p32;

  public Disagreement plus(Disagreement other) {
    return new Disagreement(saturated(deviations, other.deviations), saturated(norm, other.norm));
  }

  /** The sum of two numbers that are not negative. */
  static long saturated(long left, long right) {
    long sum = left + right;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** The figure itself; NaN where all parameters are 0. */
  public double relative() {
    return Math.sqrt(deviations / DEVIATION_SCALE) / Math.sqrt(norm / NORM_SCALE);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(deviations);
    out.writeLong(norm);
  }

  static Disagreement read(DataInput in) throws IOException {
    return new Disagreement(in.readLong(), in.readLong());
  }

  /**
   * Adds up a task's part of a round's disagreement, merge by merge, by the pairwise update of
   * Chan, Golub and LeVeque 1979: the squared deviations from the mean of two groups are those of
   * each group from its own, and {@code |a - b|^2 n_a n_b / (n_a + n_b)}.
   *
   * <p>Each parameter's term is rounded to a whole number for itself, so that it does not matter
   * which task merges which slice. Sums of some thousand whole doubles are exact up to 2^53.
   */
  public static final class Accumulator {
    private static final int BLOCK = 1 << 12;

    /** The value that replaces larger terms: a long can hold the sum of one block of such terms. */
    private static final double LARGEST = 0x1p51;

    /** Added and taken away again, rounds a smaller number to a whole one, as {@link Math#rint}. */
    private static final double ROUND = 0x1p52;

    private final long examples;
    private Disagreement sums = Disagreement.NONE;

    /**
     * @param examples of the round, of all workers
     */
    public Accumulator(long examples) {
      this.examples = examples;
    }

    /** All that was added so far. */
    public Disagreement sums() {
      return sums;
    }

    /**
     * Two means are about to be merged.
     *
     * @param leftExamples above 0, as those of the right
     */
    public void addMerge(float[] left, long leftExamples, float[] right, long rightExamples) {
      double share =
          (double) leftExamples * rightExamples / (leftExamples + rightExamples) / examples;
      double scale = share * DEVIATION_SCALE;
      long sum = 0;
      for (int from = 0; from < left.length; from += BLOCK) {
        int to = Math.min(left.length, from + BLOCK);
        double fast = distance(left, right, from, to, scale);
        long block = fast < LARGEST ? (long) fast : cappedDistance(left, right, from, to, scale);
        sum = saturated(sum, block);
      }
      sums = sums.plus(new Disagreement(sum, 0));
    }

    /** Exact where it is below {@link #LARGEST}, for then all terms are. */
    private static double distance(float[] left, float[] right, int from, int to, double scale) {
      double even = 0;
      double odd = 0;
      int i = from;
      for (; i < to - 1; i += 2) {
        even += rounded(square(right[i] - left[i], scale));
        odd += rounded(square(right[i + 1] - left[i + 1], scale));
      }
      return i < to ? even + odd + rounded(square(right[i] - left[i], scale)) : even + odd;
    }

    private static long cappedDistance(
        float[] left, float[] right, int from, int to, double scale) {
      long sum = 0;
      for (int i = from; i < to; i++) {
        sum += capped(square(right[i] - left[i], scale));
      }
      return sum;
    }

    /** Takes part of the mean of all workers. */
    public void addMean(float[] mean) {
      long sum = 0;
      for (int from = 0; from < mean.length; from += BLOCK) {
        int to = Math.min(mean.length, from + BLOCK);
        double fast = norm(mean, from, to);
        sum = saturated(sum, fast < LARGEST ? (long) fast : cappedNorm(mean, from, to));
      }
      sums = sums.plus(new Disagreement(0, sum));
    }

    private static double norm(float[] mean, int from, int to) {
      double even = 0;
      double odd = 0;
      int i = from;
      for (; i < to - 1; i += 2) {
        even += rounded(square(mean[i], NORM_SCALE));
        odd += rounded(square(mean[i + 1], NORM_SCALE));
      }
      return i < to ? even + odd + rounded(square(mean[i], NORM_SCALE)) : even + odd;
    }

    private static long cappedNorm(float[] mean, int from, int to) {
      long sum = 0;
      for (int i = from; i < to; i++) {
        sum += capped(square(mean[i], NORM_SCALE));
      }
      return sum;
    }

    private static double square(double number, double scale) {
      return number * number * scale;
    }

    private static double rounded(double term) {
      return (term + ROUND) - ROUND;
    }

    /** The nearest integer; 0 for NaN. */
    private static long capped(double term) {
      return (long) Math.min(Math.rint(term), LARGEST);
    }
  }
}
