package io.trainvae.cli;

import io.trainvae.data.DatasetInfo;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.metrics.Summary;
import io.trainvae.train.Oversight;
import io.trainvae.train.TrainListener;
import io.trainvae.train.TrainRequest;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** The jobs that commands start. */
interface Jobs {

  /**
   * What the executors compute with: ND4J's backend, host and GPU of each.
   *
   * @param workers that will train, 0 for as many as there is room for
   */
  List<String> devices(int workers);

  DatasetInfo ingest(IngestRequest request);

  Summary train(TrainRequest request, List<TrainListener> listeners, Oversight oversight);

  Summary evaluate(EvaluateRequest request);

  /**
   * @return rows written
   */
  long encode(EncodeRequest request);

  /**
   * @return pictures written
   */
  List<Path> decode(DecodeRequest request);
}
