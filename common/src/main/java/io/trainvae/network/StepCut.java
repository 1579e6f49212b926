package io.trainvae.network;

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
record StepCut(int chunk, int slice, int lanes) {
  /** Rows of a chunk: the inputs and deltas of so many are kept. */
  private static final int CHUNK_ROWS = 1024;

  /** Rows of a slice of a dense network: fewer make slow products, more leave threads idle. */
  private static final int SLICE_ROWS = Integer.getInteger("SLICE", 16);

  /** Images of a slice of a convolutional network, whose rows then stay in the caches. */
  private static final int CONVOLVED = 4;

  private static final int MOST_LANES = 32;

  /**
   * @param samples latents of an image
   * @param batch images of a step, the most
   */
  static StepCut of(VaeSpec spec, int samples, int batch) {
    int chunk = Math.max(1, Math.min(batch, CHUNK_ROWS / samples));
    int most = spec.convolves() ? CONVOLVED : Math.max(1, SLICE_ROWS / samples);
    int slice = Math.min(most, chunk);
    return new StepCut(chunk, slice, Math.min(MOST_LANES, slices(chunk, slice)));
  }

  private static int slices(int images, int slice) {
    return (images + slice - 1) / slice;
  }

  /** Images of each lane but perhaps the last, where so many images are in the chunk. */
  int lane(int images) {
    int slices = slices(images, slice);
    return (slices + lanes - 1) / lanes * slice;
  }
}
