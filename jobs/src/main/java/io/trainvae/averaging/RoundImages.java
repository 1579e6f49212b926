package io.trainvae.averaging;

import io.trainvae.model.ArraySize;

/**
 * The records of a worker's round in the order in which it uses them, a minibatch to an array: all
 * of them may be more than one array can hold.
 */
final class RoundImages {
  private final int batch;
  private final int recordBytes;
  private final byte[][] minibatches;

  /**
   * @param images of a round, at most
   * @param batch images of a minibatch
   * @param recordBytes of an image and its label
   */
  RoundImages(int images, int batch, int recordBytes) {
    this.batch = Math.min(batch, Math.max(1, images));
    this.recordBytes = recordBytes;
    ArraySize.of("the images of a minibatch", this.batch, recordBytes);
    this.minibatches = new byte[(Math.max(1, images) - 1) / this.batch + 1][];
  }

  /** Copies an image of a chunk to its place in the round. */
  void put(int place, ImageChunk chunk, int image) {
    int minibatch = place / batch;
    if (minibatches[minibatch] == null) {
      minibatches[minibatch] = new byte[batch * recordBytes];
    }
    chunk.copy(image, minibatches[minibatch], start(place % batch));
  }

  /** The array of a minibatch, the first one 0. */
  byte[] minibatch(int number) {
    return minibatches[number];
  }

  /** Where a record begins in the array of its minibatch. */
  int start(int image) {
    return image * recordBytes;
  }
}
