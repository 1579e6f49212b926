package io.trainvae.averaging;

import io.trainvae.averaging.RoundResult.Losses;
import io.trainvae.network.VaeState;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** A round as a Spark job: its results are averaged in the driver as they come in. */
final class RoundJob extends AbstractFunction2<Object, GroupResult, BoxedUnit> {
  private final Groups groups;
  private final StateHandover states;
  private final GroupResult[] results;
  private final PairwiseMean mean;

  private RoundJob(Groups groups, StateHandover states, VaeState mean) {
    this.groups = groups;
    this.states = states;
    this.results = new GroupResult[groups.numPartitions()];
    this.mean = new PairwiseMean(results.length, mean);
  }

  /**
   * Returns when all workers are done.
   *
   * @param mean becomes the mean of all workers' states
   */
  static RoundJob run(
      JavaSparkContext context, JavaRDD<MultiDataSet> shards, RoundTask task, VaeState mean) {
    Groups groups = Groups.of(shards.getNumPartitions(), context.isLocal());
    RoundJob job = new RoundJob(groups, task.states(), mean);
    if (groups.areSingle()) {
      ClassTag<GroupResult> type = ClassTag$.MODULE$.apply(GroupResult.class);
      context.sc().runJob(shards.rdd(), new Alone(task), job, type);
    } else {
      job.runInGroups(context, shards, task);
    }
    job.mean.mean();
    return job;
  }

  private void runInGroups(JavaSparkContext context, JavaRDD<MultiDataSet> shards, RoundTask task) {
    JavaRDD<GroupResult> merged =
        groups.merge(
            shards.mapPartitionsWithIndex(
                (worker, shard) -> List.of(task.call(worker, shard)).iterator(), true));
    try {
      context
          .sc()
          .runJob(merged.rdd(), new First(), this, ClassTag$.MODULE$.apply(GroupResult.class));
    } finally {
      // Not before the driver's next collection otherwise, and each round leaves states on disks.
      merged.rdd().cleanShuffleDependencies(false);
    }
  }

  @Override
  public BoxedUnit apply(Object partition, GroupResult result) {
    mean.add(result.group(), states.take(result), result.images());
    results[result.group()] = new GroupResult(result.group(), result.members(), null);
    return BoxedUnit.UNIT;
  }

  /** The sum in the order of the workers. */
  Losses losses(Function<RoundResult, ? extends RuntimeException> failure) {
    Losses sum = Losses.NONE;
    for (GroupResult group : results) {
      for (RoundResult result : group.members()) {
        if (!result.losses().finite()) {
          throw failure.apply(result);
        }
        sum = sum.plus(result.losses());
      }
    }
    return sum;
  }

  /**
   * A worker that is its own group. No lambda, nor an RDD made with one: Spark reads the bytecode
   * of every lambda that it is given, which costs more than all else that it does for a round.
   */
  private static final class Alone
      extends AbstractFunction2<TaskContext, Iterator<MultiDataSet>, GroupResult>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final RoundTask round;

    Alone(RoundTask round) {
      this.round = round;
    }

    @Override
    public GroupResult apply(TaskContext task, Iterator<MultiDataSet> shard) {
      return GroupResult.of(round.call(task.partitionId(), JavaConverters.asJavaIterator(shard)));
    }
  }

  /** The one result of a partition. */
  private static final class First extends AbstractFunction1<Iterator<GroupResult>, GroupResult>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public GroupResult apply(Iterator<GroupResult> results) {
      return results.next();
    }
  }
}
