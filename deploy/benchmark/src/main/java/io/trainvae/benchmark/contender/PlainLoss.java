package io.trainvae.benchmark.contender;

/** Losses in nats, summed over images. */
public record PlainLoss(int images, double reconstruction, double kl) {
  static final PlainLoss NONE = new PlainLoss(0, 0, 0);

  PlainLoss plus(PlainLoss other) {
    return new PlainLoss(
        images + other.images, reconstruction + other.reconstruction, kl + other.kl);
  }

  /** Nats per image. */
  public double meanReconstruction() {
    return reconstruction / images;
  }

  /** Nats per image. */
  public double meanKl() {
    return kl / images;
  }
}
