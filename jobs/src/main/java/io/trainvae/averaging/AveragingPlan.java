package io.trainvae.averaging;

import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import java.io.Serializable;

/**
 * What the driver and every worker must agree on.
 *
 * @param trainingId tells one training from another in an executor that lives longer than either
 * @param image shape of every image
 * @param batch images of a minibatch
 * @param averagingFrequency minibatches of a worker between two averagings
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
    Objective objective,
    Optimiser optimiser,
    int batch,
    int averagingFrequency,
    long seed,
    int workers,
    int images,
    int epochs,
    double warmUpEpochs,
    int threads)
    implements Serializable {

  /** Numbers of an image. */
  int pixels() {
    return image.size();
  }

  /** What the divergence is scaled by in a round. */
  double beta(int epoch, int round) {
    return objective.betaAt(epoch + round / (double) rounds());
  }

  /**
   * What the learning rate of a step is multiplied by while training warms up.
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
    return images / workers + (worker < images % workers ? 1 : 0);
  }

  /** Averagings of an epoch: as many as the largest shard needs. */
  public int rounds() {
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

  /** Optimiser steps of a round: those of the worker that takes most. */
  int roundSteps(int round) {
    return (roundImages(0, round) - 1) / batch + 1;
  }
}
