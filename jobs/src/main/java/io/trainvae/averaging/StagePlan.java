package io.trainvae.averaging;

import io.trainvae.blocks.Blocks;
import io.trainvae.shards.ShardLayout;
import java.io.Serializable;

/**
 * The settings of one stage, which every task receives.
 *
 * @param name of the coordinator's endpoint
 * @param attempt number of the stage within the training, failed ones counted
 * @param tasks of the stage
 * @param epoch 0 for the first
 * @param firstRound of the epoch, 0 for the first
 * @param start the state that the stage begins with
 * @param exchange where tasks put what others fetch within a round
 * @param end where the state goes that the stage ends with
 */
record StagePlan(
    AveragingPlan plan,
    String name,
    int attempt,
    int tasks,
    int epoch,
    int firstRound,
    double learningRate,
    ShardLayout images,
    Blocks imageBlocks,
    StateBlocks start,
    Blocks exchange,
    Blocks end)
    implements Serializable {

  /** The first worker that a task hosts; of the number of tasks, the number of workers. */
  int firstWorker(int task) {
    return (int) ((long) plan.workers() * task / tasks);
  }

  /** The state at the end of the stage, with the number of optimiser steps. */
  StateBlocks endState(long steps) {
    return new StateBlocks(end, slices(), steps, plan.outer().hasVelocity());
  }

  Slices slices() {
    return new Slices(start.slices().size(), tasks);
  }
}
