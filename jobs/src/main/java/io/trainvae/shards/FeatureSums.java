package io.trainvae.shards;

import io.trainvae.network.Standardisation;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Sums and sums of squares of every feature, in twice the precision of a double (Dekker 1971).
 * Their last bits depend on the order of the rows, but far below those of the floats that are made
 * of them: the same rows in other partitions give the same standardisation.
 */
public final class FeatureSums implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final MathContext PRECISION = new MathContext(60);

  /** A variance below this share of the squared mean may be only a rounding error of the sums. */
  private static final double LEAST_VARIANCE = 1e-20;

  private final double[] sum;
  private final double[] sumRest;
  private final double[] squares;
  private final double[] squaresRest;

  /** Sums of vectors with this many features. */
  public FeatureSums(int features) {
    this.sum = new double[features];
    this.sumRest = new double[features];
    this.squares = new double[features];
    this.squaresRest = new double[features];
  }

  /** Adds a record of floats. */
  public void add(byte[] record) {
    FloatBuffer features = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int i = 0; i < sum.length; i++) {
      double x = features.get(i);
      add(sum, sumRest, i, x);
      // The square of a float is a double without rounding.
      add(squares, squaresRest, i, x * x);
    }
  }

  /** Adds what another one summed. */
  public FeatureSums plus(FeatureSums other) {
    for (int i = 0; i < sum.length; i++) {
      add(sum, sumRest, i, other.sum[i]);
      sumRest[i] += other.sumRest[i];
      add(squares, squaresRest, i, other.squares[i]);
      squaresRest[i] += other.squaresRest[i];
    }
    return this;
  }

  /** Knuth's exact sum of two numbers: the rounded sum and its rounding error. */
  private static void add(double[] sums, double[] rests, int i, double x) {
    double before = sums[i];
    double after = before + x;
    double added = after - before;
    rests[i] += (before - (after - added)) + (x - added);
    sums[i] = after;
  }

  /**
   * @param rows that were added
   */
  public Standardisation standardisation(long rows) {
    float[] mean = new float[sum.length];
    float[] deviation = new float[sum.length];
    BigDecimal count = BigDecimal.valueOf(rows);
    for (int i = 0; i < mean.length; i++) {
      BigDecimal exactMean = exact(sum[i], sumRest[i]).divide(count, PRECISION);
      double variance =
          exact(squares[i], squaresRest[i])
              .divide(count, PRECISION)
              .subtract(exactMean.multiply(exactMean))
              .doubleValue();
      mean[i] = exactMean.floatValue();
      boolean constant = variance <= LEAST_VARIANCE * mean[i] * (double) mean[i];
      deviation[i] = constant ? 1 : (float) Math.sqrt(variance);
    }
    return new Standardisation(mean, deviation);
  }

  private static BigDecimal exact(double sum, double rest) {
    return new BigDecimal(sum).add(new BigDecimal(rest));
  }
}
