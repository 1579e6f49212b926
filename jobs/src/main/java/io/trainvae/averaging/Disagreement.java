package io.trainvae.averaging;

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
record Disagreement(long deviations, long norm) {
  static final Disagreement NONE = new Disagreement(0, 0);

  static final double DEVIATION_SCALE = 0x1p44;
  static final double NORM_SCALE = 0x1p32;

  Disagreement plus(Disagreement other) {
    return new Disagreement(saturated(deviations, other.deviations), saturated(norm, other.norm));
  }

  /** The sum of two numbers that are not negative. */
  static long saturated(long left, long right) {
    long sum = left + right;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  /** The figure itself; NaN where all parameters are 0. */
  double relative() {
    return Math.sqrt(deviations / DEVIATION_SCALE) / Math.sqrt(norm / NORM_SCALE);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(deviations);
    out.writeLong(norm);
  }

  static Disagreement read(DataInput in) throws IOException {
    return new Disagreement(in.readLong(), in.readLong());
  }
}
