package io.trainvae.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a worker's minibatch and learning rate follow from the number of workers. With more workers
 * each takes fewer steps; smaller minibatches and larger steps compensate for this. One worker
 * trains with the settings unchanged. So does a number of 0, which means that the number is not
 * chosen yet.
 *
 * @param batchExponent a minibatch has {@code batch / workers^batchExponent} images: with 1, a step
 *     of all workers together has as many as a step of one (Charles et al. 2025), with 0 a worker's
 * @param leastBatch a minibatch has no fewer images for that, because steps of few images are slow
 * @param learningRateExponent the learning rate is multiplied by {@code
 *     workers^learningRateExponent}
 */
public record WorkerScaling(
    @JsonProperty("batch-exponent") double batchExponent,
    @JsonProperty("least-batch") int leastBatch,
    @JsonProperty("learning-rate-exponent") double learningRateExponent) {
  /** Minibatch and learning rate do not depend on the workers. */
  public static final WorkerScaling NONE = new WorkerScaling(0, 1, 0);

  /**
   * Images in a minibatch of one worker.
   *
   * @param batch of a single worker
   */
  public int batch(int batch, int workers) {
    double scaled = batch / StrictMath.pow(Math.max(1, workers), batchExponent);
    return (int) Math.max(Math.min(leastBatch, batch), Math.round(scaled));
  }

  /**
   * Minibatches of a worker between two averagings. A round has at least as many images as with the
   * minibatch of a single worker.
   *
   * @param batch of a single worker
   * @param frequency minibatches of that size
   */
  public int averagingFrequency(int batch, int frequency, int workers) {
    int each = batch(batch, workers);
    return Math.toIntExact(((long) batch * frequency - 1) / each + 1);
  }

  /** The factor of the learning rate. */
  public double learningRateFactor(int workers) {
    return StrictMath.pow(Math.max(1, workers), learningRateExponent);
  }
}
