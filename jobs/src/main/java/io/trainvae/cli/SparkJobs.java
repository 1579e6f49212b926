package io.trainvae.cli;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.decode.DecodeJob;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.EncodeJob;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.evaluate.EvaluateJob;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.gpu.Devices;
import io.trainvae.ingest.IngestJob;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.MergeJob;
import io.trainvae.metrics.Summary;
import io.trainvae.progress.TaskProgress;
import io.trainvae.progress.Terminal;
import io.trainvae.run.RunPublisher;
import io.trainvae.train.RunGuard;
import io.trainvae.train.TrainJob;
import io.trainvae.train.TrainListener;
import io.trainvae.train.TrainRequest;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The jobs, in one Spark session. */
record SparkJobs(SparkSession spark) implements Jobs {

  @Override
  public List<String> devices(int workers) {
    return Devices.inUse(spark.sparkContext(), workers);
  }

  @Override
  public DatasetInfo ingest(IngestRequest request, Consumer<DatasetInfo> beforePublication) {
    return new IngestJob(spark, request, progress()).execute(beforePublication);
  }

  private static Progress progress() {
    return new TaskProgress(System.err, Terminal.ofStandardError());
  }

  @Override
  public MergeJob.Merged merge(Path data) {
    return new MergeJob(spark, data, progress()).execute();
  }

  @Override
  public Summary train(TrainRequest request, List<TrainListener> listeners, RunGuard guard) {
    return new TrainJob(spark, request, listeners, guard).execute();
  }

  @Override
  public Summary evaluate(EvaluateRequest request, RunPublisher publisher) {
    return new EvaluateJob(spark, request, publisher).execute();
  }

  @Override
  public long encode(EncodeRequest request, RunPublisher publisher) {
    return new EncodeJob(spark, request, publisher, progress()).execute();
  }

  @Override
  public List<Path> decode(DecodeRequest request, RunPublisher publisher) {
    return new DecodeJob(spark, request, publisher).execute();
  }
}
