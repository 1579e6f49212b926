package io.trainvae.network;

import static io.trainvae.network.VectorMath.BLOCK;

import java.util.Arrays;

/**
 * The Bernoulli loss from logits and its derivative in one pass: {@code max(l, 0) - l x + log(1 +
 * exp(-|l|))} and {@code sigmoid(l) - x}.
 */
final class BernoulliKernel {
  private final double[] logit = new double[BLOCK];
  private final double[] pixel = new double[BLOCK];
  private final double[] tail = new double[BLOCK];
  private final double[] work = new double[BLOCK];
  private final double[] sums = new double[BLOCK];

  /**
   * The loss summed over so many pixels, in nats; the derivative by each logit goes to {@code
   * gradients} where that is not null.
   */
  double loss(
      float[] logits,
      int logitStart,
      float[] pixels,
      int pixelStart,
      float[] gradients,
      int count) {
    Arrays.fill(sums, 0);
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      VectorMath.load(logits, logitStart + start, logit, n);
      VectorMath.load(pixels, pixelStart + start, pixel, n);
      VectorMath.expOfNegativeMagnitude(logit, tail, n);
      VectorMath.log1p(tail, work, n);
      addLoss(n);
      if (gradients != null) {
        VectorMath.sigmoid(logit, tail, work, n);
        subtractPixels(n);
        VectorMath.store(work, gradients, logitStart + start, n);
      }
    }
    return Arrays.stream(sums).sum();
  }

  private void addLoss(int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += Math.max(logit[i], 0) - logit[i] * pixel[i] + work[i];
    }
  }

  private void subtractPixels(int n) {
    for (int i = 0; i < n; i++) {
      work[i] -= pixel[i];
    }
  }
}
