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
 * <p>A subclass sees blocks of up to {@link VectorMath#BLOCK} pixels in arrays of doubles: {@link
 * #pixel}, {@link #output} and {@link #tail}. It computes with {@link VectorMath} and {@link
 * StrictMath}, not with {@link Math#log} and its like, whose last digits differ between the
 * interpreter and compiled code. A likelihood with two outputs for each pixel extends {@link
 * TwoOutputLoss}.
 */
public abstract class PixelLoss {
  /** The values of the block's pixels, or features. */
  final double[] pixel = new double[BLOCK];

  /** The decoder's output for each pixel; of two, the first. */
  final double[] output = new double[BLOCK];

  /** {@code exp(-|output|)}, which {@link VectorMath#sigmoid} needs. */
  final double[] tail = new double[BLOCK];

  /** The derivative by {@link #output}, which {@link #computeGradient} fills. */
  final double[] gradient = new double[BLOCK];

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
      int n = Math.min(BLOCK, count - start);
      int at = outputStart + start * outputs();
      VectorMath.load(pixels, pixelStart + start, pixel, n);
      load(outputs, at, n);
      VectorMath.expOfNegativeMagnitude(output, tail, n);
      addLoss(toSums, n);
      if (gradients != null) {
        computeGradient(n);
        store(gradients, at, n);
      }
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
