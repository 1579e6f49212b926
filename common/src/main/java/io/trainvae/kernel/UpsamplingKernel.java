package io.trainvae.kernel;

import io.trainvae.model.Shape;
import java.util.Arrays;

/** Copies each input pixel to the output pixels at the same place. */
final class UpsamplingKernel extends LayerKernel {
  private final Shape small;
  private final Shape large;
  private final int factor;

  UpsamplingKernel(LayerWeights layer, int rows) {
    super(layer, rows);
    this.small = layer.layout().in();
    this.large = layer.layout().out();
    this.factor = layer.layout().window().stride();
  }

  @Override
  void product(float[] input, Slice slice) {
    int channels = large.channels();
    for (int image = 0; image < slice.rows(); image++) {
      int to = image * large.size();
      for (int y = 0; y < large.height(); y++) {
        for (int x = 0; x < large.width(); x++) {
          System.arraycopy(input, from(image, y, x), output(), to, channels);
          to += channels;
        }
      }
    }
  }

  @Override
  void productGradients(float[] input, float[] inputGradient, Slice slice) {
    if (inputGradient == null) {
      return;
    }
    int channels = large.channels();
    Arrays.fill(inputGradient, 0, slice.rows() * small.size(), 0);
    for (int image = 0; image < slice.rows(); image++) {
      int at = image * large.size();
      for (int y = 0; y < large.height(); y++) {
        for (int x = 0; x < large.width(); x++) {
          add(inputGradient, from(image, y, x), outputGradient(), at, channels);
          at += channels;
        }
      }
    }
  }

  /** The index of the input pixel that an output pixel copies. */
  private int from(int image, int y, int x) {
    int pixel = (image * small.height() + y / factor) * small.width() + x / factor;
    return pixel * small.channels();
  }

  @Override
  public void close() {}
}
