package io.trainvae.kernel;

import io.trainvae.model.ArraySize;
import io.trainvae.model.Shape;
import io.trainvae.model.Window;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The larger side of a strided convolution outside the heap, one plane for each remainder of a row
 * by the stride. In a plane the pixels that one part of the kernel sees at all positions are rows
 * of a matrix, one position after the other, so that a convolution is a few matrix products without
 * a gathered copy. Every row has room for what windows reach beyond the image, which stays zero.
 */
final class Planes implements AutoCloseable {
  private final Shape large;
  private final Window window;
  private final int unit;
  private final int pitch;
  private final int rows;
  private final int reach;
  private final FloatPointer pointer;
  private final FloatBuffer buffer;

  /**
   * @param small the side with one pixel for every position of the window
   */
  Planes(Shape large, Shape small, Window window, int images) {
    this.large = large;
    this.window = window;
    this.reach = (window.kernel() - 1) / window.stride();
    this.unit = window.stride() * large.channels();
    this.pitch = pitch(small, window);
    this.rows = small.height() + reach;
    this.pointer =
        new FloatPointer(
            ArraySize.of("the rows of a layer", images, window.stride(), rows, pitch, unit));
    this.buffer = pointer.asBuffer();
    pointer.zero();
  }

  /** Positions in a row, those included at which only windows of other rows reach. */
  static int pitch(Shape small, Window window) {
    return small.width() + (window.kernel() - 1) / window.stride();
  }

  private int size() {
    return window.stride() * planeSize();
  }

  private int planeSize() {
    return rows * pitch * unit;
  }

  /** Numbers from one position to the next. */
  int unit() {
    return unit;
  }

  /**
   * The part of an image that a row of the kernel covers at the first position, from a given column
   * on.
   */
  FloatPointer at(int image, int kernelRow, int kernelColumn) {
    int stride = window.stride();
    int plane = image * size() + kernelRow % stride * planeSize();
    int position = kernelRow / stride * pitch + kernelColumn / stride;
    return pointer.position(plane + position * unit);
  }

  /** Makes an image zero. */
  void clear(int image) {
    pointer.position((long) image * size()).limit((long) (image + 1) * size());
    pointer.zero();
    pointer.limit(pointer.capacity()).position(0);
  }

  /** Copies image {@code from} of an array here. */
  void put(float[] images, int from, int image) {
    int columns = copiedColumns();
    for (int y = 0; y < large.height(); y++) {
      if (isHeld(y)) {
        buffer.put(rowStart(image, y), images, arrayStart(from, y), columns);
      }
    }
  }

  /** Copies an image from here to image {@code to} of an array; what no window reaches is 0. */
  void get(int image, float[] images, int to) {
    int columns = copiedColumns();
    int width = large.width() * large.channels();
    for (int y = 0; y < large.height(); y++) {
      int start = arrayStart(to, y);
      int held = isHeld(y) ? columns : 0;
      if (held > 0) {
        buffer.get(rowStart(image, y), images, start, held);
      }
      Arrays.fill(images, start + held, start + width, 0);
    }
  }

  private int copiedColumns() {
    return Math.min(
        large.width() * large.channels(), pitch * unit - window.left() * large.channels());
  }

  private boolean isHeld(int y) {
    return (y + window.top()) / window.stride() < rows;
  }

  private int arrayStart(int image, int y) {
    return (image * large.height() + y) * large.width() * large.channels();
  }

  private int rowStart(int image, int y) {
    int row = y + window.top();
    return image * size()
        + row % window.stride() * planeSize()
        + row / window.stride() * pitch * unit
        + window.left() * large.channels();
  }

  @Override
  public void close() {
    pointer.close();
  }
}
