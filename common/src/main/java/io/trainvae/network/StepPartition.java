package io.trainvae.network;

import io.trainvae.kernel.LayerKernel;
import io.trainvae.model.VaeSpec;

/**
 * Divides the images of a step into pieces for threads. The partition depends only on the model and
 * the settings, so any number of threads adds the same numbers in the same order. A chunk goes
 * through the network before its gradients are summed. A slice is the work of one thread at a time.
 * A lane is a sequence of slices for one thread.
 *
 * @param chunk images, the most
 * @param slice images
 * @param lanes of a chunk, the most
 */
record StepPartition(int chunk, int slice, int lanes) {
  /** Rows of a chunk, whose inputs and deltas are kept. */
  private static final int CHUNK_ROWS = 1024;

  /** Rows of a slice of a dense network, the fewest and the most: fewer make slow products. */
  private static final int FEWEST_ROWS = 16;

  private static final int MOST_ROWS = 64;

  /** Slices of a chunk of a dense network, where that makes enough rows of each. */
  private static final int SLICES = 4;

  private static final int MOST_LANES = 32;

  /** A multiple of the rows of all of oneDNN's kernels. */
  private static final int KERNEL_ROWS = 24;

  /** Images of a slice of a convolutional network if they are large, or too few for the kernels. */
  private static final int FEW_IMAGES = 4;

  /** Numbers of an image of which {@link #KERNEL_ROWS} at a time do not take too much memory. */
  private static final int SMALL_IMAGE = 64 * 64 * 3;

  /**
   * @param pixels numbers of an image
   * @param samples latents of an image
   * @param batch images of a step, the most
   */
  static StepPartition of(VaeSpec spec, int pixels, int samples, int batch) {
    int chunk = Math.max(1, Math.min(batch, CHUNK_ROWS / samples));
    int slice =
        spec.convolves()
            ? convolutional(pixels, chunk)
            : ceil(chunk, Math.min(chunk, dense(chunk * samples)));
    return new StepPartition(chunk, slice, Math.min(MOST_LANES, ceil(chunk, slice)));
  }

  /** Fewer images make slow products of the dense layers, whose weights are packed for each. */
  private static int convolutional(int pixels, int images) {
    boolean few = images < KERNEL_ROWS || pixels > SMALL_IMAGE;
    return few ? Math.min(images, FEW_IMAGES) : KERNEL_ROWS;
  }

  /** Number of slices of this many rows of a dense network. */
  private static int dense(int rows) {
    int most = Math.min(MOST_ROWS, ceil(rows, SLICES));
    return Math.max(1, Math.min(rows / FEWEST_ROWS, ceil(rows, most)));
  }

  /**
   * The largest number of rows, at most the given one, that oneDNN computes all in the same way.
   * Its kernels take six rows at a time with AVX2 and eight with AVX-512. They sum one to three
   * remaining rows in another order, so that the last digits of a row would depend on its position.
   */
  static int steady(int rows) {
    return rows < LayerKernel.STEADY_ROWS
        ? rows
        : Math.max(LayerKernel.STEADY_ROWS, rows - rows % KERNEL_ROWS);
  }

  private static int ceil(int dividend, int divisor) {
    return (dividend - 1) / divisor + 1;
  }

  /** Images of each lane, except perhaps the last, if the chunk has this many images. */
  int lane(int images) {
    return ceil(ceil(images, slice), lanes) * slice;
  }
}
