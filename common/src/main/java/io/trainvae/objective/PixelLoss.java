package io.trainvae.objective;

import static io.trainvae.kernel.VectorMath.BLOCK;

import io.trainvae.kernel.VectorMath;
import io.trainvae.model.VaeSpec;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The negative log likelihood of pixels given a decoder's outputs, and its derivative in the same
 * pass. Both networks, the fused one and DL4J's graph, use it. Not for use by two threads at once.
 *
 * <p>A subclass sees blocks of up to {@link VectorMath#BLOCK} pixels. Most extend {@link
 * DoublePrecisionLoss}; one with two outputs for each pixel extends {@link TwoOutputLoss}.
 */
public abstract class PixelLoss {
  private final double[][] sums = new double[CompensatedSums.ROWS][BLOCK];
  private final double[] summed = new double[CompensatedSums.ROWS];

  PixelLoss() {}

  /** The loss of a model's likelihood. */
  public static PixelLoss of(VaeSpec spec) {
    return switch (spec.likelihood()) {
      case BERNOULLI -> new BernoulliLoss();
      case CONTINUOUS_BERNOULLI -> new ContinuousBernoulliLoss();
      case GAUSSIAN -> new GaussianLoss(Link.SIGMOID, spec.pixelVariance());
      case GAUSSIAN_LEARNED -> new LearnedGaussianLoss(Link.SIGMOID);
      case LINEAR_GAUSSIAN -> new GaussianLoss(Link.IDENTITY, spec.pixelVariance());
      case LINEAR_GAUSSIAN_LEARNED -> new LearnedGaussianLoss(Link.IDENTITY);
      case BETA -> new BetaLoss();
      case DISCRETISED_LOGISTIC -> new DiscretisedLogisticLoss();
      case SQUARED_ERROR -> GaussianLoss.squaredError();
    };
  }

  /** Outputs of the decoder for each pixel. */
  int outputs() {
    return 1;
  }

  /**
   * The loss, summed over this many pixels.
   *
   * @param outputs of the decoder, the first pixel's at {@code outputStart}
   * @param pixels the values, the first at {@code pixelStart}
   * @param gradients receives the derivative by each output, at the output's index; null if it is
   *     not needed
   */
  public final double loss(
      float[] outputs,
      int outputStart,
      float[] pixels,
      int pixelStart,
      float[] gradients,
      int count) {
    addUp(outputs, outputStart, pixels, pixelStart, gradients, count, sums[0]);
    return CompensatedSums.of(sums[0]);
  }

  /**
   * The loss of each row, as {@link #loss} gives it.
   *
   * @param outputs {@code [rows, pixels outputs]} of the decoder
   * @param images {@code [images, pixels]}
   * @param imageOf the image that a row is of
   * @param losses where they are written, the first row's at {@code start}
   */
  public final void losses(
      float[] outputs,
      float[] images,
      IntUnaryOperator imageOf,
      int pixels,
      double[] losses,
      int start,
      int rows) {
    for (int first = 0; first < rows; first += sums.length) {
      int n = Math.min(sums.length, rows - first);
      for (int i = 0; i < n; i++) {
        addUp(outputs, images, imageOf, pixels, first + i, sums[i]);
      }
      CompensatedSums.of(sums, summed);
      System.arraycopy(summed, 0, losses, start + first, n);
    }
  }

  private void addUp(
      float[] outputs,
      float[] images,
      IntUnaryOperator imageOf,
      int pixels,
      int row,
      double[] toSums) {
    int outputStart = row * pixels * outputs();
    int pixelStart = imageOf.applyAsInt(row) * pixels;
    addUp(outputs, outputStart, images, pixelStart, null, pixels, toSums);
  }

  /** The losses of all pixels that have the same place in their blocks are one of the sums. */
  private void addUp(
      float[] outputs,
      int outputStart,
      float[] pixels,
      int pixelStart,
      float[] gradients,
      int count,
      double[] toSums) {
    Arrays.fill(toSums, 0);
    for (int start = 0; start < count; start += BLOCK) {
      int at = outputStart + start * outputs();
      int n = Math.min(BLOCK, count - start);
      addBlock(outputs, at, pixels, pixelStart + start, gradients, n, toSums);
    }
  }

  /**
   * Adds the loss of each pixel of a block to the sum at its place in the block.
   *
   * @param outputs of the decoder, the first pixel's at {@code at}
   * @param pixels the values, the first at {@code from}
   * @param gradients receives the derivative by each output, at the output's index; null if it is
   *     not needed
   * @param n pixels, at most {@link VectorMath#BLOCK}
   */
  abstract void addBlock(
      float[] outputs, int at, float[] pixels, int from, float[] gradients, int n, double[] toSums);
}
