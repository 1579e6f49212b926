package io.trainvae.evaluation;

import io.trainvae.model.VaeSpec;
import io.trainvae.network.LatentModel;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.objective.PixelLoss;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Figures of single images. Every random number depends on the seed and the image's index alone,
 * and {@link LatentModel} computes every row by itself, so that an image's figures do not depend on
 * which other images it is evaluated with.
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
    LogMeanExp[] bounds = bounds(indices, labels, images, posterior, count);
    ImageFigures[] figures = new ImageFigures[count];
    for (int i = 0; i < count; i++) {
      double nll = importanceSamples == 0 ? Double.NaN : -bounds[i].value();
      figures[i] = new ImageFigures(loss(decoded, i, images, i), kl(posterior, i), nll);
    }
    return figures;
  }

  private double loss(float[] decoded, int row, float[] images, int image) {
    int pixels = model.pixels();
    int outputs = pixels * model.outputs();
    return pixelLoss.loss(decoded, row * outputs, images, image * pixels, null, pixels);
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

  /** The bounds of all images; their samples are decoded one after the other, in full batches. */
  private LogMeanExp[] bounds(
      int[] indices, int[] labels, float[] images, float[] posterior, int count) {
    LogMeanExp[] bounds = Stream.generate(LogMeanExp::new).limit(count).toArray(LogMeanExp[]::new);
    int latent = model.latent();
    long samples = (long) count * importanceSamples;
    SplittableRandom random = null;
    for (long start = 0; start < samples; start += rows) {
      int n = (int) Math.min(rows, samples - start);
      float[] draws = new float[n * latent];
      double[] logRatios = new double[n];
      int[] drawLabels = new int[n];
      for (int row = 0; row < n; row++) {
        int image = image(start + row);
        random = (start + row) % importanceSamples == 0 ? stream(indices[image], 1) : random;
        logRatios[row] = draw(random, posterior, image * 2 * latent, draws, row * latent);
        drawLabels[row] = labels[image];
      }
      float[] decoded = model.decode(draws, drawLabels, n);
      for (int row = 0; row < n; row++) {
        int image = image(start + row);
        bounds[image].add(logRatios[row] - loss(decoded, row, images, image));
      }
    }
    return bounds;
  }

  /** The image that a sample belongs to. */
  private int image(long sample) {
    return (int) (sample / importanceSamples);
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
