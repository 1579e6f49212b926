package io.trainvae.checkpoint;

/**
 * The figures of a finished epoch that a checkpoint stores.
 *
 * @param epoch 1 for the first
 * @param roundsDone since the training began
 * @param reconstruction mean over the epoch's images, nats per image
 * @param kl mean over the epoch's images, nats per image
 * @param learningRate of this epoch
 * @param testReconstruction mean over the test images; NaN where it was not measured
 * @param testKl mean over the test images; NaN where it was not measured
 */
public record EpochFigures(
    int epoch,
    int roundsDone,
    long images,
    double reconstruction,
    double kl,
    double seconds,
    double learningRate,
    double testReconstruction,
    double testKl) {

  /** The loss of the test images if it was measured, otherwise of the training images. */
  double negElbo() {
    double test = testReconstruction + testKl;
    return Double.isNaN(test) ? reconstruction + kl : test;
  }
}
