package io.trainvae.averaging;

import io.trainvae.network.RandomStreams;
import io.trainvae.network.RandomStreams.Purpose;
import io.trainvae.shards.Shard;

/** A worker that a task hosts: its images in the order of this epoch. */
final class HostedWorker implements AutoCloseable {
  private final int number;
  private final Shard shard;
  private final int[] order;

  private HostedWorker(int number, Shard shard, int[] order) {
    this.number = number;
    this.shard = shard;
    this.order = order;
  }

  static HostedWorker open(StagePlan stage, int number) {
    AveragingPlan plan = stage.plan();
    int[] order =
        RandomStreams.permutation(
            new RandomStreams(plan.seed()).stream(Purpose.SHUFFLE, stage.epoch(), number),
            plan.shardSize(number));
    return new HostedWorker(number, Shard.open(stage.images(), stage.imageBlocks(), number), order);
  }

  int number() {
    return number;
  }

  /** Copies the record of an image, by its place in the order of the epoch. */
  void copy(int place, byte[] to) {
    shard.copy(order[place], to);
  }

  @Override
  public void close() {
    shard.close();
  }
}
