package io.trainvae.cli;

import io.trainvae.data.DatasetInfo;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.MergeJob;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunPublisher;
import io.trainvae.train.RunGuard;
import io.trainvae.train.TrainListener;
import io.trainvae.train.TrainRequest;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/** The jobs that commands start. */
interface Jobs {

  /**
   * The ND4J backend, host and GPU of each executor.
   *
   * @param workers that will train, 0 for as many as fit
   */
  List<String> devices(int workers);

  /**
   * @param beforePublication gets the data set when it is whole and nothing is replaced yet
   */
  DatasetInfo ingest(IngestRequest request, Consumer<DatasetInfo> beforePublication);

  /**
   * @param data the data set whose files are merged
   */
  MergeJob.Merged merge(Path data);

  Summary train(TrainRequest request, List<TrainListener> listeners, RunGuard guard);

  Summary evaluate(EvaluateRequest request, RunPublisher publisher);

  /**
   * @return rows written
   */
  long encode(EncodeRequest request, RunPublisher publisher);

  /**
   * @return pictures written
   */
  List<Path> decode(DecodeRequest request, RunPublisher publisher);
}
