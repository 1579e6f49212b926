package io.trainvae.kernel;

import io.trainvae.model.Shape;
import io.trainvae.model.Window;
import java.util.Arrays;

/**
 * Between an image and the patches of it that a convolution sees: for each of the smaller side's
 * pixels the {@code kernel kernel channels} numbers of the larger side under the window, zeros
 * beyond its edges.
 */
final class Patches {
  private final Shape large;
  private final Window window;
  private final int rows;
  private final int columns;
  private final int run;

  /**
   * @param small the side with one pixel for every position of the window
   */
  Patches(Shape large, Shape small, Window window) {
    this.large = large;
    this.window = window;
    this.rows = small.height();
    this.columns = small.width();
    this.run = window.kernel() * large.channels();
  }

  /** Patches of one image. */
  int count() {
    return rows * columns;
  }

  /** Numbers of one patch. */
  int size() {
    return window.kernel() * run;
  }

  /** Copies the patches of the images, one after the other. */
  void gather(float[] from, int images, float[] patches) {
    for (int image = 0; image < images; image++) {
      int at = image * count() * size();
      for (int row = 0; row < rows; row++) {
        for (int k = 0; k < window.kernel(); k++) {
          int y = row * window.stride() - window.top() + k;
          gatherRow(from, rowStart(image, y), y, patches, at + k * run);
        }
        at += columns * size();
      }
    }
  }

  private void gatherRow(float[] from, int source, int y, float[] patches, int to) {
    boolean inside = y >= 0 && y < large.height();
    int channels = large.channels();
    for (int column = 0, at = to; column < columns; column++, at += size()) {
      int x = column * window.stride() - window.left();
      if (inside && x >= 0 && x + window.kernel() <= large.width()) {
        copy(from, source + x * channels, patches, at, run);
      } else if (inside) {
        gatherEdge(from, source, x, patches, at);
      } else {
        Arrays.fill(patches, at, at + run, 0);
      }
    }
  }

  private void gatherEdge(float[] from, int source, int x, float[] patches, int to) {
    int channels = large.channels();
    int first = Math.max(0, -x) * channels;
    int last = Math.max(first, Math.min(window.kernel(), large.width() - x) * channels);
    Arrays.fill(patches, to, to + first, 0);
    copy(from, source + x * channels + first, patches, to + first, last - first);
    Arrays.fill(patches, to + last, to + run, 0);
  }

  /** A loop, since a call costs more than the few numbers of an image with one channel. */
  private static void copy(float[] from, int start, float[] to, int toStart, int count) {
    if (count > 16) {
      System.arraycopy(from, start, to, toStart, count);
    } else {
      for (int i = 0; i < count; i++) {
        to[toStart + i] = from[start + i];
      }
    }
  }

  /** Adds every number of the patches to the pixel that it belongs to; the images begin as 0. */
  void scatter(float[] patches, int images, float[] to) {
    Arrays.fill(to, 0, images * large.size(), 0);
    for (int image = 0; image < images; image++) {
      int at = image * count() * size();
      for (int row = 0; row < rows; row++) {
        for (int k = 0; k < window.kernel(); k++) {
          int y = row * window.stride() - window.top() + k;
          if (y >= 0 && y < large.height()) {
            scatterRow(patches, at + k * run, to, rowStart(image, y));
          }
        }
        at += columns * size();
      }
    }
  }

  private void scatterRow(float[] patches, int from, float[] to, int target) {
    int channels = large.channels();
    for (int column = 0, at = from; column < columns; column++, at += size()) {
      int x = column * window.stride() - window.left();
      int first = Math.max(0, -x) * channels;
      int last = Math.min(window.kernel(), large.width() - x) * channels;
      LayerKernel.add(to, target + x * channels + first, patches, at + first, last - first);
    }
  }

  private int rowStart(int image, int y) {
    return image * large.size() + y * large.width() * large.channels();
  }
}
