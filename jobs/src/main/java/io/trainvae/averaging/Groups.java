package io.trainvae.averaging;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Neighbouring workers whose states are averaged on an executor before one state goes to the
 * driver, so that no process sees more than about the square root of the number of workers. A group
 * is a subtree of {@link PairwiseMean}, hence a power of two in size: the mean is the same to the
 * bit whether there are groups or not.
 */
final class Groups extends Partitioner {
  private static final long serialVersionUID = 1L;

  /** The most states that go to the driver one by one. */
  static final int FEW = 8;

  private final int workers;
  private final int size;

  private Groups(int workers, int size) {
    this.workers = workers;
    this.size = size;
  }

  /**
   * @param near whether handing a state to the driver costs nothing
   */
  static Groups of(int workers, boolean near) {
    int size = 1;
    while (!near && workers > FEW && size * size < workers) {
      size *= 2;
    }
    return new Groups(workers, size);
  }

  boolean areSingle() {
    return size == 1;
  }

  @Override
  public int numPartitions() {
    return (workers + size - 1) / size;
  }

  /**
   * @param worker an {@code Integer}
   */
  @Override
  public int getPartition(Object worker) {
    return (Integer) worker / size;
  }

  private int members(int group) {
    return Math.min(size, workers - group * size);
  }

  /** One result for each group, in a job of two stages. */
  JavaRDD<GroupResult> merge(JavaRDD<RoundResult> results) {
    return results
        .mapToPair(result -> new Tuple2<>(result.worker(), result))
        .partitionBy(this)
        .mapPartitionsWithIndex(this::mergeGroup, true);
  }

  private Iterator<GroupResult> mergeGroup(
      Integer group, Iterator<Tuple2<Integer, RoundResult>> results) {
    PairwiseMean mean = new PairwiseMean(members(group));
    List<RoundResult> members = new ArrayList<>();
    results.forEachRemaining(
        result -> {
          RoundResult member = result._2();
          mean.add(member.worker() - group * size, member.state(), member.losses().images());
          members.add(member.withoutState());
        });
    members.sort(Comparator.comparingInt(RoundResult::worker));
    return List.of(new GroupResult(group, members, mean.mean())).iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Groups groups && groups.workers == workers && groups.size == size;
  }

  @Override
  public int hashCode() {
    return 31 * workers + size;
  }
}
