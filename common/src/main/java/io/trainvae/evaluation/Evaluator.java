package io.trainvae.evaluation;

import io.trainvae.model.VaeSpec;
import io.trainvae.network.LatentModel;
import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.objective.PixelLoss;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
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
  private final double[] deviations;

  /**
   * @param importanceSamples of the bound of Burda et al. 2015, eq. 8; 0 leaves it out
   * @param rows maximum number of latents to decode at once, for any number of samples
   */
  public Evaluator(LatentModel model, VaeSpec spec, long seed, int importanceSamples, int rows) {
    this.model = model;
    this.pixelLoss = PixelLoss.of(spec);
    this.streams = new RandomStreams(seed);
    this.importanceSamples = importanceSamples;
    this.rows = rows;
    this.deviations = new double[model.latent()];
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
      long[] indices, int[] labels, float[] images, float[] posterior, int count) {
    int latent = model.latent();
    float[] draws = new float[count * latent];
    for (int i = 0; i < count; i++) {
      spread(posterior, i);
      draw(stream(indices[i], 0), posterior, i, draws, i * latent);
    }
    double[] losses = losses(draws, labels, images, i -> i, count);
    LogMeanExp[] bounds = bounds(indices, labels, images, posterior, count);
    ImageFigures[] figures = new ImageFigures[count];
    for (int i = 0; i < count; i++) {
      double nll = importanceSamples == 0 ? Double.NaN : -bounds[i].value();
      figures[i] = new ImageFigures(losses[i], kl(posterior, i), nll);
    }
    return figures;
  }

  /** The loss of each latent's image. */
  private double[] losses(
      float[] draws, int[] labels, float[] images, IntUnaryOperator imageOf, int count) {
    double[] losses = new double[count];
    model.decode(
        draws,
        labels,
        count,
        (decoded, first, n) ->
            pixelLoss.losses(
                decoded,
                images,
                row -> imageOf.applyAsInt(first + row),
                model.pixels(),
                losses,
                first,
                n));
    return losses;
  }

  private SplittableRandom stream(long index, int use) {
    return streams.stream(Purpose.EVALUATION_NOISE, index, use);
  }

  /** The standard deviations of an image's posterior, which all draws of it need. */
  private void spread(float[] posterior, int image) {
    int first = image * 2 * deviations.length + deviations.length;
    for (int i = 0; i < deviations.length; i++) {
      double logVar = posterior[first + i];
      deviations[i] = Math.exp(0.5 * logVar);
    }
  }

  /** Draws a latent, after {@link #spread}, and returns {@code log p(z) - log q(z|x)}. */
  private double draw(
      SplittableRandom random, float[] posterior, int image, float[] draws, int to) {
    int latent = deviations.length;
    int from = image * 2 * latent;
    double logRatio = 0;
    for (int i = 0; i < latent; i++) {
      double noise = random.nextGaussian();
      double logVar = posterior[from + latent + i];
      double z = posterior[from + i] + deviations[i] * noise;
      draws[to + i] = (float) z;
      logRatio += 0.5 * (noise * noise + logVar - z * z);
    }
    return logRatio;
  }

  /** The bounds of all images; their samples are decoded one after the other, in full batches. */
  private LogMeanExp[] bounds(
      long[] indices, int[] labels, float[] images, float[] posterior, int count) {
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
        if ((start + row) % importanceSamples == 0) {
          random = stream(indices[image], 1);
          spread(posterior, image);
        }
        logRatios[row] = draw(random, posterior, image, draws, row * latent);
        drawLabels[row] = labels[image];
      }
      long first = start;
      double[] losses = losses(draws, drawLabels, images, row -> image(first + row), n);
      for (int row = 0; row < n; row++) {
        bounds[image(start + row)].add(logRatios[row] - losses[row]);
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
