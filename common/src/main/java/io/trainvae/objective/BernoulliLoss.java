package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

/**
 * A Bernoulli distribution by its logit l: {@code max(l, 0) - l x + log(1 + e)} with {@code e =
 * exp(-|l|)}, which is exact for saturated logits too, and {@code sigmoid(l) - x}.
 *
 * <p>In single precision, which takes a third of the time of double precision. The absolute error
 * of a pixel's last term is below 6e-7 nats and that of its derivative below 4e-7; their mean over
 * logits is near 0. The polynomials are weighted least-squares fits whose largest errors are equal.
 */
final class BernoulliLoss extends PixelLoss {
  /** {@code exp(-32)} is negligible compared with 1. */
  private static final float LARGEST = 32;

  private final float[] logit = new float[BLOCK];
  private final float[] pixel = new float[BLOCK];
  private final float[] tail = new float[BLOCK];
  private final float[] result = new float[BLOCK];

  /**
   * Copies the block first: the virtual machine makes vector instructions only of loops in which
   * all arrays have the same index.
   */
  @Override
  void addBlock(
      float[] outputs,
      int at,
      float[] pixels,
      int from,
      float[] gradients,
      int n,
      double[] toSums) {
    System.arraycopy(outputs, at, logit, 0, n);
    System.arraycopy(pixels, from, pixel, 0, n);
    computeTail(n);
    computeLosses(n);
    for (int i = 0; i < n; i++) {
      toSums[i] += result[i];
    }
    if (gradients != null) {
      computeGradients(n);
      System.arraycopy(result, 0, gradients, at, n);
    }
  }

  /** {@code e}: a polynomial at {@code -|l| / 16}, in [-2, 0], squared four times. */
  private void computeTail(int n) {
    for (int i = 0; i < n; i++) {
      float r = -Math.min(LARGEST, Math.abs(logit[i])) * (1f / 16);
      float p = 8.9787745e-06f;
      p = Math.fma(p, r, 0.00014709755f);
      p = Math.fma(p, r, 0.001289826f);
      p = Math.fma(p, r, 0.008216725f);
      p = Math.fma(p, r, 0.04158399f);
      p = Math.fma(p, r, 0.16663331f);
      p = Math.fma(p, r, 0.4999933f);
      p = Math.fma(p, r, 0.9999995f);
      p = Math.fma(p, r, 1);
      p *= p;
      p *= p;
      p *= p;
      tail[i] = p * p;
    }
  }

  /** {@code log(1 + e) = 2 artanh(q)} with {@code q = e / (2 + e)}, at most 1/3. */
  private void computeLosses(int n) {
    for (int i = 0; i < n; i++) {
      float q = tail[i] / (2 + tail[i]);
      float s = q * q;
      float p = 0.28178325f;
      p = Math.fma(p, s, 0.27960604f);
      p = Math.fma(p, s, 0.4002491f);
      p = Math.fma(p, s, 0.66666317f);
      p = Math.fma(p, s, 2);
      float line = Math.fma(-logit[i], pixel[i], Math.max(logit[i], 0f));
      result[i] = Math.fma(q, p, line);
    }
  }

  private void computeGradients(int n) {
    for (int i = 0; i < n; i++) {
      float sign = Math.max(-1f, Math.min(1f, logit[i] * 1e30f));
      result[i] = 0.5f + (1 / (1 + tail[i]) - 0.5f) * sign - pixel[i];
    }
  }
}
