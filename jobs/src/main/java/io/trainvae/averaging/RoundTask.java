package io.trainvae.averaging;

import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction2;

/**
 * One round as Spark runs it: on every partition, one worker. A class rather than a lambda: Spark
 * reads the bytecode of every lambda that it is given, which costs more than all else that it does
 * for a round.
 */
final class RoundTask extends AbstractFunction2<TaskContext, Iterator<MultiDataSet>, GroupResult>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final AveragingWorker worker;
  private final int epoch;
  private final int round;
  private final double learningRate;
  private final double beta;
  private final StateHandover states;

  /**
   * @param epoch 0 for the first
   * @param round of the epoch, 0 for the first
   */
  RoundTask(
      AveragingWorker worker,
      int epoch,
      int round,
      double learningRate,
      double beta,
      StateHandover states) {
    this.worker = worker;
    this.epoch = epoch;
    this.round = round;
    this.learningRate = learningRate;
    this.beta = beta;
    this.states = states;
  }

  int epoch() {
    return epoch;
  }

  int round() {
    return round;
  }

  double learningRate() {
    return learningRate;
  }

  double beta() {
    return beta;
  }

  StateHandover states() {
    return states;
  }

  /** The round of the worker whose partition it is. */
  RoundResult call(int partition, java.util.Iterator<MultiDataSet> shard) {
    return worker.round(this, partition, shard);
  }

  @Override
  public GroupResult apply(TaskContext task, Iterator<MultiDataSet> shard) {
    return GroupResult.of(call(task.partitionId(), JavaConverters.asJavaIterator(shard)));
  }
}
