package io.trainvae.evaluation;

import java.io.Serializable;

/**
 * Sums of figures over images, and statistics of each latent dimension. Partial sums can be added.
 */
public final class EvaluationSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A latent dimension is active when its posterior mean varies by more than this: Burda et al.
   * 2015.
   */
  private static final double ACTIVE = 0.01;

  private final double[] kls;
  private final double[] means;
  private final double[] squares;
  private long images;
  private double reconstruction;
  private double kl;
  private double nll;

  public EvaluationSums(int latent) {
    kls = new double[latent];
    means = new double[latent];
    squares = new double[latent];
  }

  /**
   * Adds images.
   *
   * @param posterior {@code [figures.length, 2 latent]}
   */
  public void add(ImageFigures[] figures, float[] posterior) {
    for (int image = 0; image < figures.length; image++) {
      add(figures[image], posterior, image);
    }
  }

  /**
   * Adds one image.
   *
   * @param posterior contains the image's posterior at this index
   */
  public void add(ImageFigures figures, float[] posterior, int image) {
    images++;
    reconstruction += figures.reconstruction();
    kl += figures.kl();
    nll += figures.nll();
    int latent = kls.length;
    for (int dim = 0; dim < latent; dim++) {
      double mean = posterior[image * 2 * latent + dim];
      kls[dim] += Evaluator.kl(posterior, image, dim, latent);
      means[dim] += mean;
      squares[dim] += mean * mean;
    }
  }

  /** Adds the sums over other images. */
  public void add(EvaluationSums other) {
    images += other.images;
    reconstruction += other.reconstruction;
    kl += other.kl;
    nll += other.nll;
    for (int dim = 0; dim < kls.length; dim++) {
      kls[dim] += other.kls[dim];
      means[dim] += other.means[dim];
      squares[dim] += other.squares[dim];
    }
  }

  /** Number of images. */
  public long images() {
    return images;
  }

  /** Mean, nats per image. */
  public double reconstruction() {
    return reconstruction / images;
  }

  /** Mean, nats per image. */
  public double kl() {
    return kl / images;
  }

  /** Mean, nats per image; NaN where none was asked for. */
  public double nll() {
    return nll / images;
  }

  /** Mean divergence in each latent dimension, nats per image. */
  public double[] klOfDimensions() {
    double[] result = new double[kls.length];
    for (int dim = 0; dim < result.length; dim++) {
      result[dim] = kls[dim] / images;
    }
    return result;
  }

  /** Variance over the images of the posterior mean in each latent dimension. */
  public double[] activities() {
    double[] result = new double[means.length];
    for (int dim = 0; dim < result.length; dim++) {
      double mean = means[dim] / images;
      result[dim] = Math.max(0, squares[dim] / images - mean * mean);
    }
    return result;
  }

  /** Number of latent dimensions whose posterior mean varies from image to image. */
  public int activeUnits() {
    int active = 0;
    for (double activity : activities()) {
      active += activity > ACTIVE ? 1 : 0;
    }
    return active;
  }
}
