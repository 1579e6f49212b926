package io.trainvae.network;

import io.trainvae.kernel.Scratch;

/**
 * The optimiser's two moments for a range of the parameters, in short arrays: Java 17 vectorises
 * loops over arrays with one index only, and parameters and gradients come in short arrays too.
 */
final class Moments {
  private final int start;
  private final int count;
  private final float[][] first;
  private final float[][] second;

  /**
   * @param start the first parameter's place among all of the model
   */
  Moments(int start, int count) {
    this.start = start;
    this.count = count;
    int blocks = (count + Scratch.SIZE - 1) / Scratch.SIZE;
    this.first = new float[blocks][];
    this.second = new float[blocks][];
    for (int block = 0; block < blocks; block++) {
      first[block] = new float[size(block)];
      second[block] = new float[size(block)];
    }
  }

  /** Number of blocks. */
  int blocks() {
    return first.length;
  }

  /** The index of a block's first parameter among all parameters of the model. */
  int start(int block) {
    return start + block * Scratch.SIZE;
  }

  /** Parameters of a block. */
  int size(int block) {
    return Math.min(Scratch.SIZE, count - block * Scratch.SIZE);
  }

  /** The array itself, not a copy. */
  float[] first(int block) {
    return first[block];
  }

  /** The array itself, not a copy. */
  float[] second(int block) {
    return second[block];
  }

  void load(VaeState from) {
    for (int block = 0; block < blocks(); block++) {
      System.arraycopy(from.firstMoment(), start(block), first[block], 0, size(block));
      System.arraycopy(from.secondMoment(), start(block), second[block], 0, size(block));
    }
  }

  void store(VaeState to) {
    for (int block = 0; block < blocks(); block++) {
      System.arraycopy(first[block], 0, to.firstMoment(), start(block), size(block));
      System.arraycopy(second[block], 0, to.secondMoment(), start(block), size(block));
    }
  }
}
