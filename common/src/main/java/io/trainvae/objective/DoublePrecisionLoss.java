package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

import io.trainvae.kernel.VectorMath;

/**
 * A loss that is computed in double precision, from blocks of pixels in arrays: {@link #pixel},
 * {@link #output} and {@link #tail}. A subclass computes with {@link VectorMath} and {@link
 * StrictMath}, not with {@link Math#log} and its like, whose last digits differ between the
 * interpreter and compiled code.
 */
abstract class DoublePrecisionLoss extends PixelLoss {
  /** The values of the block's pixels, or features. */
  final double[] pixel = new double[BLOCK];

  /** The decoder's output for each pixel; of two, the first. */
  final double[] output = new double[BLOCK];

  /** {@code exp(-|output|)}, which {@link VectorMath#sigmoid} needs. */
  final double[] tail = new double[BLOCK];

  /** The derivative by {@link #output}, which {@link #computeGradient} fills. */
  final double[] gradient = new double[BLOCK];

  @Override
  final void addBlock(
      float[] outputs,
      int at,
      float[] pixels,
      int from,
      float[] gradients,
      int n,
      double[] toSums) {
    VectorMath.load(pixels, from, pixel, n);
    load(outputs, at, n);
    VectorMath.expOfNegativeMagnitude(output, tail, n);
    addLoss(toSums, n);
    if (gradients != null) {
      computeGradient(n);
      store(gradients, at, n);
    }
  }

  void load(float[] outputs, int at, int n) {
    VectorMath.load(outputs, at, output, n);
  }

  void store(float[] gradients, int at, int n) {
    VectorMath.store(gradient, gradients, at, n);
  }

  /** Adds the loss of each pixel to the sum at its place in the block. */
  abstract void addLoss(double[] toSums, int n);

  /** Fills {@link #gradient}, after {@link #addLoss} on the same block. */
  abstract void computeGradient(int n);
}
