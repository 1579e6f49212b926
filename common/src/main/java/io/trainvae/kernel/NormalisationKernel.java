package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.LayerSpec.Normalisation;
import java.util.Arrays;

/**
 * {@code scale (x - mean) / sqrt(variance + 1e-5)}, with mean and variance over a group of channels
 * of one image, at all its pixels (Wu and He 2018). The shift is the layer's bias.
 */
final class NormalisationKernel extends LayerKernel {
  /** Pixels that are summed in single precision. */
  private static final int PIXELS = 32;

  private final LayerWeights layer;
  private final int channels;
  private final int pixels;
  private final int groups;
  private final int members;

  /** For each row and channel, the mean and the inverse deviation of the channel's group. */
  private final float[] means;

  private final float[] inverses;

  private final float[] scales;
  private final float[] scaleGradients;
  private final float[] factor;
  private final float[] slope;
  private final float[] offset;
  private final float[] partial;
  private final double[] sums;
  private final double[] products;

  NormalisationKernel(LayerWeights layer, int rows) {
    super(layer, rows);
    LayerParameters layout = layer.layout();
    this.layer = layer;
    this.channels = layout.in().channels();
    this.pixels = layout.in().height() * layout.in().width();
    this.groups = layout.groups();
    this.members = channels / groups;
    this.means = new float[rows * channels];
    this.inverses = new float[rows * channels];
    this.scales = new float[channels];
    this.scaleGradients = new float[channels];
    this.factor = new float[channels];
    this.slope = new float[channels];
    this.offset = new float[channels];
    this.partial = new float[channels];
    this.sums = new double[channels];
    this.products = new double[channels];
  }

  @Override
  void product(float[] input, Slice slice) {
    layer.parameters().get(layer.layout().weights(), scales, 0, channels);
    for (int row = 0; row < slice.rows(); row++) {
      int at = row * channels;
      measure(input, row);
      for (int c = 0; c < channels; c++) {
        factor[c] = inverses[at + c] * scales[c];
      }
      normalise(input, row);
    }
  }

  private void measure(float[] input, int row) {
    int at = row * channels;
    sum(input, row, sums);
    for (int group = 0; group < groups; group++) {
      Arrays.fill(means, at + first(group), at + first(group + 1), (float) mean(sums, group));
    }
    sumSquares(input, row);
    for (int group = 0; group < groups; group++) {
      double inverse = 1 / Math.sqrt(mean(sums, group) + Normalisation.EPSILON);
      Arrays.fill(inverses, at + first(group), at + first(group + 1), (float) inverse);
    }
  }

  private int first(int group) {
    return group * members;
  }

  /** Mean and inverse deviation of a group, from the sums over its channels' pixels. */
  private double mean(double[] channelSums, int group) {
    double sum = 0;
    for (int c = first(group); c < first(group + 1); c++) {
      sum += channelSums[c];
    }
    return sum / ((double) members * pixels);
  }

  private void normalise(float[] input, int row) {
    float[] to = output();
    int at = row * channels;
    for (int pixel = 0; pixel < pixels; pixel++) {
      int start = (row * pixels + pixel) * channels;
      for (int c = 0; c < channels; c++) {
        to[start + c] = (input[start + c] - means[at + c]) * factor[c];
      }
    }
  }

  /** Sums of each channel over the pixels of a row. */
  private void sum(float[] values, int row, double[] to) {
    Arrays.fill(to, 0);
    for (int pixel = 0; pixel < pixels; pixel += PIXELS) {
      Arrays.fill(partial, 0);
      int end = Math.min(pixels, pixel + PIXELS);
      for (int p = pixel; p < end; p++) {
        add(partial, 0, values, (row * pixels + p) * channels, channels);
      }
      addPartial(to);
    }
  }

  private void sumSquares(float[] input, int row) {
    Arrays.fill(sums, 0);
    int at = row * channels;
    for (int pixel = 0; pixel < pixels; pixel += PIXELS) {
      Arrays.fill(partial, 0);
      int end = Math.min(pixels, pixel + PIXELS);
      for (int p = pixel; p < end; p++) {
        int start = (row * pixels + p) * channels;
        for (int c = 0; c < channels; c++) {
          float distance = input[start + c] - means[at + c];
          partial[c] += distance * distance;
        }
      }
      addPartial(sums);
    }
  }

  /** Sums of the output's gradient times the input's distance from its mean. */
  private void sumProducts(float[] input, int row) {
    Arrays.fill(products, 0);
    float[] delta = outputGradient();
    int at = row * channels;
    for (int pixel = 0; pixel < pixels; pixel += PIXELS) {
      Arrays.fill(partial, 0);
      int end = Math.min(pixels, pixel + PIXELS);
      for (int p = pixel; p < end; p++) {
        int start = (row * pixels + p) * channels;
        for (int c = 0; c < channels; c++) {
          partial[c] += delta[start + c] * (input[start + c] - means[at + c]);
        }
      }
      addPartial(products);
    }
  }

  private void addPartial(double[] to) {
    for (int c = 0; c < channels; c++) {
      to[c] += partial[c];
    }
  }

  @Override
  void productGradients(float[] input, float[] inputGradient, Slice slice) {
    int weights = layer.layout().weights();
    Arrays.fill(scaleGradients, 0);
    if (slice.add()) {
      layer.getLane(slice.lane(), weights, scaleGradients, channels);
    }
    for (int row = 0; row < slice.rows(); row++) {
      sumProducts(input, row);
      for (int c = 0; c < channels; c++) {
        scaleGradients[c] += (float) (products[c] * inverses[row * channels + c]);
      }
      if (inputGradient != null) {
        toInput(input, inputGradient, row);
      }
    }
    layer.putLane(slice.lane(), weights, scaleGradients, channels);
  }

  /**
   * With {@code d} the derivative by the normalised input {@code n}: {@code (d - mean(d) - n mean(d
   * n)) / deviation}, means over the group.
   */
  private void toInput(float[] input, float[] inputGradient, int row) {
    sum(outputGradient(), row, sums);
    int at = row * channels;
    for (int c = 0; c < channels; c++) {
      factor[c] = inverses[at + c] * scales[c];
      sums[c] *= factor[c];
      products[c] *= factor[c];
    }
    for (int group = 0; group < groups; group++) {
      double inverse = inverses[at + first(group)];
      Arrays.fill(offset, first(group), first(group + 1), (float) mean(sums, group));
      double along = mean(products, group) * inverse * inverse;
      Arrays.fill(slope, first(group), first(group + 1), (float) along);
    }
    float[] delta = outputGradient();
    for (int pixel = 0; pixel < pixels; pixel++) {
      int start = (row * pixels + pixel) * channels;
      for (int c = 0; c < channels; c++) {
        float distance = input[start + c] - means[at + c];
        inputGradient[start + c] = delta[start + c] * factor[c] - offset[c] - distance * slope[c];
      }
    }
  }

  @Override
  public void close() {}
}
