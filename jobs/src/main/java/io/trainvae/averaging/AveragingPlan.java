package io.trainvae.averaging;

import io.trainvae.config.AveragingGrowth;
import io.trainvae.config.OuterStep;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.PixelFormat;
import io.trainvae.shards.ImageChunk;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * The settings that the driver and every worker must share.
 *
 * @param trainingId distinguishes trainings in an executor that runs several
 * @param image shape of every image
 * @param format of its numbers in a record
 * @param batch images of a minibatch
 * @param averagingFrequency minibatches of a worker between two averagings, once their growth is
 *     over
 * @param averagingGrowth how they grow to that
 * @param outer how averaging changes the parameters
 * @param workers number of shards
 * @param images of all shards together
 * @param epochs of the whole training, for messages
 * @param warmUpEpochs over which the learning rate grows from 0
 * @param threads of a worker, which decide no number
 */
public record AveragingPlan(
    String trainingId,
    VaeSpec spec,
    Shape image,
    PixelFormat format,
    Objective objective,
    Optimiser optimiser,
    int batch,
    int averagingFrequency,
    AveragingGrowth averagingGrowth,
    long seed,
    OuterStep outer,
    int workers,
    long images,
    int epochs,
    double warmUpEpochs,
    int threads)
    implements Serializable {

  /** Numbers of an image. */
  int pixels() {
    return image.size();
  }

  /** Bytes of an image and its label. */
  int recordBytes() {
    return ImageChunk.recordBytes(pixels(), format);
  }

  /** The factor of the divergence in a round. */
  double beta(int epoch, int round) {
    return objective.betaAt(epoch + round / (double) rounds());
  }

  /**
   * The factor of a step's learning rate during warm-up.
   *
   * @param images of a worker's epoch that the step ends with
   */
  double warmUp(int epoch, int images) {
    if (warmUpEpochs == 0) {
      return 1;
    }
    return Math.min(1, (epoch + images / (double) shardSize(0)) / warmUpEpochs);
  }

  /** Images of one worker: as equal as can be, the first workers one more than the last. */
  int shardSize(int worker) {
    return Math.toIntExact(images / workers + (worker < images % workers ? 1 : 0));
  }

  /**
   * The plan of one epoch, which has the same number of minibatches between any two averagings.
   *
   * @param epoch 0 for the first
   */
  AveragingPlan of(int epoch) {
    if (averagingGrowth.equals(AveragingGrowth.NONE)) {
      return this;
    }
    return new AveragingPlan(
        trainingId,
        spec,
        image,
        format,
        objective,
        optimiser,
        batch,
        averagingGrowth.frequency(epoch, averagingFrequency),
        AveragingGrowth.NONE,
        seed,
        outer,
        workers,
        images,
        epochs,
        warmUpEpochs,
        threads);
  }

  /**
   * Averagings of an epoch.
   *
   * @param epoch 0 for the first
   */
  public int rounds(int epoch) {
    return of(epoch).rounds();
  }

  /** The number of averagings in the first epochs. */
  public long roundsUntil(int epochs) {
    return IntStream.range(0, epochs).mapToLong(this::rounds).sum();
  }

  /** Averagings of an epoch: as many as the largest shard needs. */
  int rounds() {
    // Rounded up without sums, which might overflow.
    int batches = (shardSize(0) - 1) / batch + 1;
    return (batches - 1) / averagingFrequency + 1;
  }

  /**
   * The first image of a round in a shard's order of this epoch; beyond the shard's end, its size.
   */
  int roundStart(int worker, int round) {
    long start = (long) round * averagingFrequency * batch;
    return (int) Math.min(start, shardSize(worker));
  }

  /** Images that a worker trains on in a round, which are its weight in the mean. */
  int roundImages(int worker, int round) {
    return roundStart(worker, round + 1) - roundStart(worker, round);
  }

  /** Images that all workers train on in a round. */
  long roundImages(int round) {
    return IntStream.range(0, workers).mapToLong(worker -> roundImages(worker, round)).sum();
  }

  /** Optimiser steps of a round: those of the worker that takes most. */
  int roundSteps(int round) {
    return (roundImages(0, round) - 1) / batch + 1;
  }
}
