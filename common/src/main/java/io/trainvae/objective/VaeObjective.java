package io.trainvae.objective;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Objective.Kl;
import io.trainvae.model.VaeSpec;

/**
 * The loss of a step on some images with k latents each, and its derivatives, in the order in which
 * a step needs them: {@link #draw}, {@link #loss}, {@link #posteriorGradient}. Not for use by two
 * threads at once.
 *
 * <p>With one latent it is the negative ELBO (Kingma and Welling 2014, eq. 10) with the divergence
 * in closed form, or sampled as {@code log q(z|x) - log p(z)}, either scaled by beta (Higgins et
 * al. 2017). With more it is the importance-weighted bound of Burda et al. 2016, eq. 8.
 */
public final class VaeObjective {
  private final int pixels;
  private final int outputs;
  private final int samples;
  private final boolean closedForm;
  private final LatentSample latents;
  private final PixelLoss pixelLoss;
  private final ImportanceWeights weights;

  /**
   * @param images the most of one step
   */
  public VaeObjective(VaeSpec spec, int pixels, Objective objective, int images) {
    this.pixels = pixels;
    this.outputs = pixels * spec.likelihood().outputs();
    this.samples = objective.importanceSamples();
    this.closedForm = objective.kl() == Kl.CLOSED_FORM && samples == 1;
    this.latents = new LatentSample(spec.latent(), samples, images);
    this.pixelLoss = PixelLoss.of(spec);
    this.weights = new ImportanceWeights(samples, images);
  }

  /**
   * Draws the latents.
   *
   * @param posterior {@code [images, 2 latent]}, of each the means before the log variances
   * @param noise {@code [images k, latent]}, standard normal
   * @param z {@code [images k, latent]}, where the latents are written
   */
  public void draw(float[] posterior, float[] noise, float[] z, int images) {
    latents.draw(posterior, noise, z, images);
  }

  /**
   * The loss of the latents that were drawn last.
   *
   * @param decoded {@code [images k, pixels outputs]} of the latents
   * @param x {@code [images, pixels]} in [0, 1]
   * @param gradient of the decoded's shape, where the loss's derivative is written
   */
  public StepLoss loss(float[] decoded, float[] x, float[] gradient, int images, double beta) {
    if (closedForm) {
      double reconstruction = pixelLoss.loss(decoded, 0, x, 0, gradient, images * pixels);
      return new StepLoss(reconstruction, latents.divergence(images));
    }
    StepLoss sum = StepLoss.NONE;
    for (int image = 0; image < images; image++) {
      sum = sum.plus(loss(decoded, x, gradient, image, beta, latents.logRatios()));
    }
    return sum;
  }

  private StepLoss loss(
      float[] decoded, float[] x, float[] gradient, int image, double beta, double[] logRatios) {
    int first = image * samples;
    for (int row = first; row < first + samples; row++) {
      double nll = pixelLoss.loss(decoded, row * outputs, x, image * pixels, gradient, pixels);
      weights.set(row, nll, beta * logRatios[row]);
    }
    if (samples == 1) {
      return new StepLoss(weights.nll(first), -logRatios[first]);
    }
    double bound = weights.normalise(image);
    double reconstruction = 0;
    for (int row = first; row < first + samples; row++) {
      reconstruction += weights.of(row) * weights.nll(row);
      scale(gradient, row * outputs, (float) weights.of(row));
    }
    return new StepLoss(reconstruction, -bound - reconstruction);
  }

  private void scale(float[] gradient, int start, float by) {
    for (int i = start; i < start + outputs; i++) {
      gradient[i] *= by;
    }
  }

  /**
   * The whole loss's derivative by the posterior, after {@link #loss}.
   *
   * @param toDraw {@code [images k, latent]}: the derivative of what {@link #loss} saw of the
   *     decoder, by the latents
   * @param gradient {@code [images, 2 latent]}, where it is written
   */
  public void posteriorGradient(
      float[] posterior, float[] noise, float[] toDraw, float[] gradient, int images, double beta) {
    if (closedForm) {
      latents.closedFormGradient(posterior, noise, toDraw, gradient, images, beta);
    } else {
      latents.sampledGradient(noise, toDraw, gradient, images, beta, weights);
    }
  }
}
