package io.trainvae.kernel;

import io.trainvae.model.Shape;
import io.trainvae.model.Window;
import java.util.Arrays;

/**
 * Between images and the patches of them that a convolution sees: the numbers of the larger side
 * under the window, for each of the smaller side's pixels, with zeros beyond the edges.
 *
 * <p>The patches are a matrix {@code [kernel kernel channels, images pixels]}: a row for each place
 * in the window. With a stride of 1 and one channel, a row is made of whole rows of the image.
 */
final class Patches {
  private final Shape large;
  private final Shape small;
  private final Window window;
  private final int images;

  /**
   * @param small the side with one pixel for every position of the window
   * @param images of the matrix
   */
  Patches(Shape large, Shape small, Window window, int images) {
    this.large = large;
    this.small = small;
    this.window = window;
    this.images = images;
  }

  /** Patches of one image. */
  int count() {
    return small.height() * small.width();
  }

  /** Numbers of one patch: the rows of the matrix. */
  int size() {
    return window.area() * large.channels();
  }

  /** Columns of the matrix. */
  int columns() {
    return images * count();
  }

  /** Copies the patches of the first images of an array. */
  void gather(float[] from, int count, float[] patches) {
    for (int row = 0; row < size(); row++) {
      for (int image = 0; image < count; image++) {
        gather(from, image, row, patches, row * columns() + image * count());
      }
    }
  }

  private void gather(float[] from, int image, int row, float[] patches, int to) {
    int first = first(row);
    int last = Math.max(first, last(row));
    for (int y = 0, at = to; y < small.height(); y++, at += small.width()) {
      if (isInside(row, y)) {
        Arrays.fill(patches, at, at + first, 0);
        copy(from, place(image, row, y, first), patches, at + first, last - first);
        Arrays.fill(patches, at + last, at + small.width(), 0);
      } else {
        Arrays.fill(patches, at, at + small.width(), 0);
      }
    }
  }

  private void copy(float[] from, int start, float[] to, int toStart, int count) {
    int step = step();
    if (step == 1) {
      System.arraycopy(from, start, to, toStart, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      to[toStart + i] = from[start + i * step];
    }
  }

  /** Adds every number of the patches to the pixel that it belongs to; the images begin as 0. */
  void scatter(float[] patches, int count, float[] to) {
    Arrays.fill(to, 0, count * large.size(), 0);
    for (int row = 0; row < size(); row++) {
      for (int image = 0; image < count; image++) {
        scatter(patches, row * columns() + image * count(), to, image, row);
      }
    }
  }

  private void scatter(float[] patches, int from, float[] to, int image, int row) {
    int step = step();
    int first = first(row);
    int count = last(row) - first;
    for (int y = 0, at = from + first; y < small.height(); y++, at += small.width()) {
      if (isInside(row, y)) {
        int target = place(image, row, y, first);
        for (int i = 0; i < count; i++) {
          to[target + i * step] += patches[at + i];
        }
      }
    }
  }

  /** Numbers between what a row of the matrix sees at one position and at the next. */
  private int step() {
    return window.stride() * large.channels();
  }

  private int kernelColumn(int row) {
    return row / large.channels() % window.kernel();
  }

  /** The first position in a row of the smaller side at which a row of the matrix sees a pixel. */
  private int first(int row) {
    int beyond = Math.max(0, window.left() - kernelColumn(row));
    return Math.min(small.width(), (beyond + window.stride() - 1) / window.stride());
  }

  /** The position after the last. */
  private int last(int row) {
    int room = large.width() - 1 + window.left() - kernelColumn(row);
    return room < 0 ? 0 : Math.min(small.width(), room / window.stride() + 1);
  }

  /** The row of the image that a row of the matrix sees from a row of the smaller side. */
  private int imageRow(int row, int smallRow) {
    int kernelRow = row / large.channels() / window.kernel();
    return smallRow * window.stride() - window.top() + kernelRow;
  }

  private boolean isInside(int row, int smallRow) {
    int y = imageRow(row, smallRow);
    return y >= 0 && y < large.height();
  }

  /** Where the number is that a row of the matrix sees at a position inside of the edges. */
  private int place(int image, int row, int smallRow, int smallColumn) {
    int x = smallColumn * window.stride() - window.left() + kernelColumn(row);
    int pixel = (image * large.height() + imageRow(row, smallRow)) * large.width() + x;
    return pixel * large.channels() + row % large.channels();
  }
}
