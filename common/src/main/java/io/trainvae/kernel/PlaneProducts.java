package io.trainvae.kernel;

import io.trainvae.model.Shape;
import io.trainvae.model.Slot;
import io.trainvae.model.Window;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The three products of a convolution and of a transposed one, with weights {@code [small channels,
 * kernel, kernel, large channels]}: a product for every row of the kernel and every run of its
 * columns that is no longer than the stride.
 */
final class PlaneProducts implements AutoCloseable {
  private static final MatrixProducts PRODUCTS = MatrixProducts.general();

  private final int stride;
  private final int kernel;
  private final int largeChannels;
  private final int smallChannels;
  private final int weightRow;
  private final int offset;
  private final FlatParameters parameters;
  private final FloatPointer[] weights;
  private final FloatPointer[] weightGradients;
  private final NativeMatrix transposed;

  PlaneProducts(Slot slot, Shape large, Shape small, FlatParameters parameters) {
    Window window = slot.window();
    this.stride = window.stride();
    this.kernel = window.kernel();
    this.largeChannels = large.channels();
    this.smallChannels = small.channels();
    this.weightRow = window.area() * largeChannels;
    this.offset = slot.weights();
    this.parameters = parameters;
    this.transposed = new NativeMatrix(weightRow, smallChannels);
    this.weights = new FloatPointer[window.area()];
    this.weightGradients = new FloatPointer[window.area()];
    for (int i = 0; i < window.area(); i++) {
      weights[i] = parameters.values(slot.weights() + i * largeChannels);
      weightGradients[i] = parameters.gradients(slot.weights() + i * largeChannels);
    }
  }

  /** Products with weights as they stand are up to twice as fast as with their transpose. */
  void parametersChanged() {
    float[] from = parameters.array();
    float[] to = transposed.array();
    for (int small = 0; small < smallChannels; small++) {
      int start = offset + small * weightRow;
      for (int i = 0; i < weightRow; i++) {
        to[i * smallChannels + small] = from[start + i];
      }
    }
    transposed.toNative(weightRow);
  }

  /** Numbers of the larger side that a run of columns from this one on sees at a position. */
  private int run(int column) {
    return Math.min(stride, kernel - column) * largeChannels;
  }

  /** {@code large += small W}, for one image. */
  void toLarge(PitchedRows small, int from, Planes large, int to) {
    for (int row = 0; row < kernel; row++) {
      for (int column = 0; column < kernel; column += stride) {
        PRODUCTS.multiply(
            false,
            false,
            small.positions(),
            run(column),
            smallChannels,
            small.at(from),
            smallChannels,
            weights[row * kernel + column],
            weightRow,
            true,
            large.at(to, row, column),
            large.unit());
      }
    }
  }

  /** {@code small = large W'}, for one image. */
  void toSmall(Planes large, int from, PitchedRows small, int to) {
    for (int row = 0; row < kernel; row++) {
      for (int column = 0; column < kernel; column += stride) {
        PRODUCTS.multiply(
            false,
            false,
            small.positions(),
            smallChannels,
            run(column),
            large.at(from, row, column),
            large.unit(),
            transposed.at((row * kernel + column) * largeChannels),
            smallChannels,
            row + column > 0,
            small.at(to),
            smallChannels);
      }
    }
  }

  /** The weights' gradients, {@code small' large}, for one image. */
  void weightGradients(
      PitchedRows small, int smallImage, Planes large, int largeImage, boolean add) {
    for (int row = 0; row < kernel; row++) {
      for (int column = 0; column < kernel; column += stride) {
        PRODUCTS.multiply(
            true,
            false,
            smallChannels,
            run(column),
            small.positions(),
            small.at(smallImage),
            smallChannels,
            large.at(largeImage, row, column),
            large.unit(),
            add,
            weightGradients[row * kernel + column],
            weightRow);
      }
    }
  }

  @Override
  public void close() {
    transposed.close();
  }
}
