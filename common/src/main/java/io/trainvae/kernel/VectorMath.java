package io.trainvae.kernel;

/**
 * Elementwise functions on short blocks of doubles, written so that the virtual machine turns each
 * loop into vector instructions: additions, products, quotients, minima and maxima only, no calls
 * and no branches. Accurate to about {@code 1e-13}, far below the rounding of the float results,
 * and the same to the bit whether compiled or interpreted.
 */
public final class VectorMath {
  /** Numbers in a block: small enough that all blocks of a loss stay in the first-level cache. */
  public static final int BLOCK = 512;

  private static final double LARGEST = 40;
  private static final int HALVINGS = 8;
  private static final double SCALE = 1.0 / (1 << HALVINGS);

  private VectorMath() {}

  public static void load(float[] from, int offset, double[] to, int count) {
    for (int i = 0; i < count; i++) {
      to[i] = from[offset + i];
    }
  }

  public static void store(double[] from, float[] to, int offset, int count) {
    for (int i = 0; i < count; i++) {
      to[offset + i] = (float) from[i];
    }
  }

  /**
   * {@code e = exp(-|x|)}, with |x| limited to 40, where it is negligible compared with 1: a Taylor
   * series at {@code x / 256}, squared eight times.
   */
  public static void expOfNegativeMagnitude(double[] x, double[] e, int count) {
    for (int i = 0; i < count; i++) {
      e[i] = -Math.min(LARGEST, Math.abs(x[i])) * SCALE;
    }
    power(e, count);
  }

  /** {@code e = exp(x)}, with x cut to plus or minus 40. */
  public static void exp(double[] x, double[] e, int count) {
    for (int i = 0; i < count; i++) {
      e[i] = Math.max(-LARGEST, Math.min(LARGEST, x[i])) * SCALE;
    }
    power(e, count);
  }

  private static void power(double[] e, int count) {
    for (int i = 0; i < count; i++) {
      double r = e[i];
      double p = 1.0 / 362880;
      p = Math.fma(p, r, 1.0 / 40320);
      p = Math.fma(p, r, 1.0 / 5040);
      p = Math.fma(p, r, 1.0 / 720);
      p = Math.fma(p, r, 1.0 / 120);
      p = Math.fma(p, r, 1.0 / 24);
      p = Math.fma(p, r, 1.0 / 6);
      p = Math.fma(p, r, 0.5);
      p = Math.fma(p, r, 1);
      p = Math.fma(p, r, 1);
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      e[i] = p;
    }
  }

  /** {@code y = log(1 + e)} for e in [0, 1]: {@code 2 artanh(e / (2 + e))} as a series. */
  public static void log1p(double[] e, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      double q = e[i] / (2 + e[i]);
      double s = q * q;
      double p = 1.0 / 25;
      p = Math.fma(p, s, 1.0 / 23);
      p = Math.fma(p, s, 1.0 / 21);
      p = Math.fma(p, s, 1.0 / 19);
      p = Math.fma(p, s, 1.0 / 17);
      p = Math.fma(p, s, 1.0 / 15);
      p = Math.fma(p, s, 1.0 / 13);
      p = Math.fma(p, s, 1.0 / 11);
      p = Math.fma(p, s, 1.0 / 9);
      p = Math.fma(p, s, 1.0 / 7);
      p = Math.fma(p, s, 1.0 / 5);
      p = Math.fma(p, s, 1.0 / 3);
      p = Math.fma(p, s, 1);
      y[i] = 2 * q * p;
    }
  }

  /** {@code y = 1 / (1 + exp(-x))}, given {@code e = exp(-|x|)}. */
  public static void sigmoid(double[] x, double[] e, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = 0.5 + (1 / (1 + e[i]) - 0.5) * sign(x[i]);
    }
  }

  /** {@code y = tanh(x)}, given {@code e = exp(-|2 x|)}. */
  public static void tanh(double[] x, double[] e, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = (1 - e[i]) / (1 + e[i]) * sign(x[i]);
    }
  }

  /**
   * 1, 0 or -1, without a branch; numbers below 1e-150 are cut off smoothly, where the results
   * above are 0 anyway.
   */
  private static double sign(double x) {
    return Math.max(-1, Math.min(1, x * 1e150));
  }
}
