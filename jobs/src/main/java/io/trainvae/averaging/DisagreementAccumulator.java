package io.trainvae.averaging;

/**
 * Adds up a task's part of a round's {@link Disagreement}, merge by merge, by the pairwise update
 * of Chan, Golub and LeVeque 1979: the squared deviations from the mean of two groups are those of
 * each group from its own, and {@code |a - b|^2 n_a n_b / (n_a + n_b)}.
 *
 * <p>Each parameter's term is rounded to a whole number for itself, so that it does not matter
 * which task merges which slice. Sums of some thousand whole doubles are exact up to 2^53.
 */
final class DisagreementAccumulator {
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
  DisagreementAccumulator(long examples) {
    this.examples = examples;
  }

  /** All that was added so far. */
  Disagreement sums() {
    return sums;
  }

  /**
   * Two means are about to be merged.
   *
   * @param leftExamples above 0, as those of the right
   */
  void addMerge(float[] left, long leftExamples, float[] right, long rightExamples) {
    double share =
        (double) leftExamples * rightExamples / (leftExamples + rightExamples) / examples;
    double scale = share * Disagreement.DEVIATION_SCALE;
    long sum = 0;
    for (int from = 0; from < left.length; from += BLOCK) {
      int to = Math.min(left.length, from + BLOCK);
      double fast = distance(left, right, from, to, scale);
      long block = fast < LARGEST ? (long) fast : cappedDistance(left, right, from, to, scale);
      sum = Disagreement.saturated(sum, block);
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

  private static long cappedDistance(float[] left, float[] right, int from, int to, double scale) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += capped(square(right[i] - left[i], scale));
    }
    return sum;
  }

  /** Takes part of the mean of all workers. */
  void addMean(float[] mean) {
    long sum = 0;
    for (int from = 0; from < mean.length; from += BLOCK) {
      int to = Math.min(mean.length, from + BLOCK);
      double fast = norm(mean, from, to);
      sum = Disagreement.saturated(sum, fast < LARGEST ? (long) fast : cappedNorm(mean, from, to));
    }
    sums = sums.plus(new Disagreement(0, sum));
  }

  private static double norm(float[] mean, int from, int to) {
    double even = 0;
    double odd = 0;
    int i = from;
    for (; i < to - 1; i += 2) {
      even += rounded(square(mean[i], Disagreement.NORM_SCALE));
      odd += rounded(square(mean[i + 1], Disagreement.NORM_SCALE));
    }
    return i < to ? even + odd + rounded(square(mean[i], Disagreement.NORM_SCALE)) : even + odd;
  }

  private static long cappedNorm(float[] mean, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += capped(square(mean[i], Disagreement.NORM_SCALE));
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
