package io.trainvae.averaging;

import io.trainvae.config.OuterStep;
import io.trainvae.config.RunConfig.Objective;
import io.trainvae.config.RunConfig.Optimiser;
import io.trainvae.model.Shape;
import io.trainvae.model.VaeSpec;
import java.io.Serializable;
import java.util.stream.IntStream;

/**
 * What the driver and every worker must agree on.
 *
 * @param trainingId tells one training from another in an executor that lives longer than either
 * @param image shape of every image
 * @param batch images of a minibatch
 * @param averagingFrequency minibatches of a worker between two averagings
 * @param outer what averaging makes of the parameters
 * @param workers number of shards
 * @param images of all shards together
 * @param epochs of the whole training, for messages
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
    OuterStep outer,
    int workers,
    int images,
    int epochs,
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

  /** Images that all workers train on in a round. */
  long roundImages(int round) {
    return IntStream.range(0, workers).mapToLong(worker -> roundImages(worker, round)).sum();
  }

  /** Optimiser steps of a round: those of the worker that takes most. */
  int roundSteps(int round) {
    return (roundImages(0, round) - 1) / batch + 1;
  }
}
