package io.trainvae.network;

/** How likely pixels are under decoded logits. Not for use by two threads at once. */
public final class PixelLikelihood {
  private final BernoulliKernel kernel = new BernoulliKernel();

  /**
   * Negative log likelihood of one image, nats.
   *
   * @param logits of which the image's start at {@code logitStart}
   * @param pixels in [0, 1], of which the image's start at {@code pixelStart}
   * @param count of pixels
   */
  public double negativeLog(
      float[] logits, int logitStart, float[] pixels, int pixelStart, int count) {
    return kernel.loss(logits, logitStart, pixels, pixelStart, null, count);
  }
}
