package io.trainvae.evaluation;

import io.trainvae.model.VaeSpec;
import io.trainvae.network.LatentModel;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.objective.PixelLoss;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Figures of single images. Every random number depends on the seed and the image's index alone, so
 * that an image's figures do not depend on which other images it is evaluated with.
 */
public final class Evaluator {
  private final LatentModel model;
  private final RandomStreams streams;
  private final int importanceSamples;
  private final int rows;
  private final PixelLoss pixelLoss;

  /**
   * @param importanceSamples of the bound of Burda et al. 2015, eq. 8; 0 leaves it out
   * @param rows most latents decoded at once, whatever the number of samples
   */
  public Evaluator(LatentModel model, VaeSpec spec, long seed, int importanceSamples, int rows) {
    this.model = model;
    this.pixelLoss = PixelLoss.of(spec);
    this.streams = new RandomStreams(seed);
    this.importanceSamples = importanceSamples;
    this.rows = rows;
  }

  /**
   * The figures of each image.
   *
   * @param indices of the images in their split
   * @param labels of the images, for a conditional model
   * @param images {@code [count, pixels]} in [0, 1]
   * @param posterior {@code [count, 2 latent]} as the model encoded them
   */
  public ImageFigures[] figures(
      int[] indices, int[] labels, float[] images, float[] posterior, int count) {
    int latent = model.latent();
    float[] draws = new float[count * latent];
    for (int i = 0; i < count; i++) {
      draw(stream(indices[i], 0), posterior, i * 2 * latent, draws, i * latent);
    }
    float[] decoded = model.decode(draws, labels, count);
    ImageFigures[] figures = new ImageFigures[count];
    int pixels = model.pixels();
    int outputs = pixels * model.outputs();
    for (int i = 0; i < count; i++) {
      double reconstruction =
          pixelLoss.loss(decoded, i * outputs, images, i * pixels, null, pixels);
      double nll =
          importanceSamples == 0 ? Double.NaN : -bound(indices[i], labels[i], images, posterior, i);
      figures[i] = new ImageFigures(reconstruction, kl(posterior, i), nll);
    }
    return figures;
  }

  private SplittableRandom stream(int index, int use) {
    return streams.stream(Purpose.EVALUATION_NOISE, index, use);
  }

  /** Draws a latent and returns {@code log p(z) - log q(z|x)}. */
  private double draw(SplittableRandom random, float[] posterior, int from, float[] draws, int to) {
    int latent = model.latent();
    double logRatio = 0;
    for (int i = 0; i < latent; i++) {
      double noise = random.nextGaussian();
      double logVar = posterior[from + latent + i];
      double z = posterior[from + i] + Math.exp(0.5 * logVar) * noise;
      draws[to + i] = (float) z;
      logRatio += 0.5 * (noise * noise + logVar - z * z);
    }
    return logRatio;
  }

  private double bound(int index, int label, float[] images, float[] posterior, int image) {
    int latent = model.latent();
    int pixels = model.pixels();
    SplittableRandom random = stream(index, 1);
    int outputs = pixels * model.outputs();
    int[] labels = new int[Math.min(rows, importanceSamples)];
    Arrays.fill(labels, label);
    LogMeanExp mean = new LogMeanExp();
    for (int done = 0; done < importanceSamples; done += rows) {
      int n = Math.min(rows, importanceSamples - done);
      float[] draws = new float[n * latent];
      double[] logRatios = new double[n];
      for (int k = 0; k < n; k++) {
        logRatios[k] = draw(random, posterior, image * 2 * latent, draws, k * latent);
      }
      float[] decoded = model.decode(draws, labels, n);
      for (int k = 0; k < n; k++) {
        double nll = pixelLoss.loss(decoded, k * outputs, images, image * pixels, null, pixels);
        mean.add(logRatios[k] - nll);
      }
    }
    return mean.value();
  }

  private double kl(float[] posterior, int image) {
    double sum = 0;
    for (int dim = 0; dim < model.latent(); dim++) {
      sum += kl(posterior, image, dim, model.latent());
    }
    return sum;
  }

  /** Divergence in one latent dimension of one image, nats. */
  public static double kl(float[] posterior, int image, int dim, int latent) {
    double mean = posterior[image * 2 * latent + dim];
    double logVar = posterior[image * 2 * latent + latent + dim];
    return 0.5 * (mean * mean + Math.exp(logVar) - logVar - 1);
  }
}
