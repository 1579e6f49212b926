package io.trainvae.network;

import io.trainvae.kernel.LayerKernel;
import io.trainvae.model.VaeSpec;

/**
 * How the images of a step are cut into pieces for threads: by the model and the settings alone, so
 * that any number of threads adds the same numbers in the same order. A chunk is what goes through
 * the network before its gradients are summed, a slice what one thread takes at once, a lane the
 * slices that one thread takes one after the other.
 *
 * @param chunk images, the most
 * @param slice images
 * @param lanes of a chunk, the most
 */
record StepPartition(int chunk, int slice, int lanes) {
  /** Rows of a chunk: the inputs and deltas of so many are kept. */
  private static final int CHUNK_ROWS = 1024;

  /** Rows of a slice of a dense network, the fewest and the most: fewer make slow products. */
  private static final int FEWEST_ROWS = 16;

  private static final int MOST_ROWS = 64;

  /** Slices of a chunk of a dense network, where that makes enough rows of each. */
  private static final int SLICES = 4;

  /** Images of a slice of a convolutional network, whose rows then stay in the caches. */
  private static final int CONVOLVED = 4;

  private static final int MOST_LANES = 32;

  /** A multiple of the rows of all of oneDNN's kernels. */
  private static final int KERNEL_ROWS = 24;

  /**
   * @param samples latents of an image
   * @param batch images of a step, the most
   */
  static StepPartition of(VaeSpec spec, int samples, int batch) {
    int chunk = Math.max(1, Math.min(batch, CHUNK_ROWS / samples));
    int slices =
        spec.convolves() ? ceil(chunk, CONVOLVED) : Math.min(chunk, dense(chunk * samples));
    return new StepPartition(chunk, ceil(chunk, slices), Math.min(MOST_LANES, slices));
  }

  /** Slices of so many rows of a dense network. */
  private static int dense(int rows) {
    int most = Math.min(MOST_ROWS, ceil(rows, SLICES));
    return Math.max(1, Math.min(rows / FEWEST_ROWS, ceil(rows, most)));
  }

  /**
   * Rows of an inference product: the most, of so many, that oneDNN all computes in the same way.
   * Its kernels take six rows at once with AVX2 and eight with AVX-512, and sum one to three rows
   * that are left in another order. Then the last digits of a row would depend on where it stands.
   */
  static int steady(int rows) {
    return rows < LayerKernel.STEADY_ROWS
        ? rows
        : Math.max(LayerKernel.STEADY_ROWS, rows - rows % KERNEL_ROWS);
  }

  private static int ceil(int dividend, int divisor) {
    return (dividend - 1) / divisor + 1;
  }

  /** Images of each lane but perhaps the last, where so many images are in the chunk. */
  int lane(int images) {
    return ceil(ceil(images, slice), lanes) * slice;
  }
}
