package io.trainvae.averaging;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * One round as Spark runs it: on every partition, one worker.
 *
 * @param epoch 0 for the first
 * @param round of the epoch, 0 for the first
 */
record RoundTask(
    AveragingWorker worker,
    int epoch,
    int round,
    double learningRate,
    double beta,
    StateHandover states)
    implements Function2<Integer, Iterator<MultiDataSet>, Iterator<RoundResult>> {

  @Override
  public Iterator<RoundResult> call(Integer partition, Iterator<MultiDataSet> shard) {
    return List.of(worker.round(this, partition, shard)).iterator();
  }
}
