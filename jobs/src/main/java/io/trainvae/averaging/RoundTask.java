package io.trainvae.averaging;

import java.io.Serializable;
import java.util.Iterator;
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
    implements Serializable {

  /** The round of the worker whose partition it is. */
  RoundResult call(int partition, Iterator<MultiDataSet> shard) {
    return worker.round(this, partition, shard);
  }
}
