package io.trainvae.kernel;

import io.trainvae.model.LayerParameters;
import io.trainvae.model.Shape;
import io.trainvae.model.Window;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The three products of a convolution and of a transposed one, with weights {@code [small channels,
 * kernel, kernel, large channels]}: a product for every row of the kernel and every run of its
 * columns that is no longer than the stride.
 */
final class PlaneProducts {
  private final MatrixProducts products;
  private final int stride;
  private final int kernel;
  private final int largeChannels;
  private final int smallChannels;
  private final int weightRow;
  private final WindowWeights layer;
  private final FloatPointer lanes;
  private final FloatPointer[] weights;
  private final FloatPointer[] transposed;

  PlaneProducts(WindowWeights layer) {
    LayerParameters layout = layer.layout();
    Window window = layout.window();
    this.stride = window.stride();
    this.kernel = window.kernel();
    this.largeChannels = LayerKernel.large(layout).channels();
    Shape small = LayerKernel.small(layout);
    this.smallChannels = small.channels();
    this.weightRow = window.area() * largeChannels;
    this.layer = layer;
    this.products = MatrixProducts.of(small.height() * small.width());
    this.lanes = layer.lanes();
    this.weights = new FloatPointer[window.area()];
    this.transposed = new FloatPointer[window.area()];
    for (int i = 0; i < window.area(); i++) {
      weights[i] = layer.parameters().values(layout.weights() + i * largeChannels);
      transposed[i] = layer.transposed(i * largeChannels * smallChannels);
    }
  }

  /** Numbers of the larger side that a run of columns from this one on sees at a position. */
  private int run(int column) {
    return Math.min(stride, kernel - column) * largeChannels;
  }

  /** {@code large += small W}, for one image. */
  void toLarge(PitchedRows small, int from, Planes large, int to) {
    for (int row = 0; row < kernel; row++) {
      for (int column = 0; column < kernel; column += stride) {
        products.multiply(
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
        products.multiply(
            false,
            false,
            small.positions(),
            smallChannels,
            run(column),
            large.at(from, row, column),
            large.unit(),
            transposed[row * kernel + column],
            smallChannels,
            row + column > 0,
            small.at(to),
            smallChannels);
      }
    }
  }

  /** The weights' gradients in a lane, {@code small' large}, for one image. */
  void weightGradients(
      PitchedRows small, int smallImage, Planes large, int largeImage, int lane, boolean add) {
    int first = layer.laneOffset(lane, layer.layout().weights());
    for (int row = 0; row < kernel; row++) {
      for (int column = 0; column < kernel; column += stride) {
        products.multiply(
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
            lanes.position(first + (row * kernel + column) * largeChannels),
            weightRow);
      }
    }
  }
}
