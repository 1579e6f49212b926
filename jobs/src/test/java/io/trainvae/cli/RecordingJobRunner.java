package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trainvae.data.DatasetInfo;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.MergeJob;
import io.trainvae.metrics.Outcome;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.run.RunPublisher;
import io.trainvae.run.SummaryFile;
import io.trainvae.storage.Storage;
import io.trainvae.train.RunGuard;
import io.trainvae.train.TrainListener;
import io.trainvae.train.TrainRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Records its requests, and creates the files that the command line checks afterwards. */
final class RecordingJobRunner implements JobRunner, Jobs {
  static final String DATASET =
      """
      {"name": "few", "synthetic": true, "train_images": 6000, "test_images": 10, "height": 28,
       "width": 28, "classes": 10, "sources": [], "later": "addition"}\
      """;

  static final DatasetInfo INFO = new DatasetInfo("few", true, 6000, 10, 28, 28, 10, List.of());

  final List<Object> requests = new ArrayList<>();
  final List<String> applications = new ArrayList<>();
  Throwable failure;

  @Override
  public Storage storage() {
    return new Storage(new Configuration());
  }

  @Override
  public <T> T run(String application, Function<Jobs, T> work) {
    applications.add(application);
    return work.apply(this);
  }

  @Override
  public List<String> devices(int workers) {
    return List.of("nd4j-native (CPU) on here", "nd4j-native (CPU) on there");
  }

  @Override
  public DatasetInfo ingest(IngestRequest request, Consumer<DatasetInfo> beforePublication) {
    record(request);
    beforePublication.accept(INFO);
    storage().writeAtomically(new Path(request.output(), "dataset.json"), DATASET.getBytes(UTF_8));
    return INFO;
  }

  @Override
  public MergeJob.Merged merge(Path data) {
    record(data);
    return new MergeJob.Merged(INFO, 5, 2);
  }

  @Override
  public Summary train(TrainRequest request, List<TrainListener> listeners, RunGuard guard) {
    record(request);
    listeners.forEach(
        listener -> listener.started(new TrainListener.Plan("r", 2, 1, 128, 5, 24, 6000, 9)));
    RunLayout run = new RunLayout(request.run());
    storage().writeAtomically(new Path(run.model(), "weights"), new byte[1]);
    return written(run, "trained", null);
  }

  @Override
  public Summary evaluate(EvaluateRequest request, RunPublisher publisher) {
    record(request);
    RunFolder.open(storage(), request.run()).unmarkSuccess();
    Double nll = request.importanceSamples() == 0 ? null : 86.76;
    return written(
        new RunLayout(request.run()),
        "evaluated",
        new Summary.Test(
            104.46,
            79.36,
            25.1,
            nll,
            request.importanceSamples(),
            17,
            "none",
            (long) request.limit().orElse(10),
            10L,
            "few",
            INFO.fingerprint(),
            null));
  }

  @Override
  public long encode(EncodeRequest request, RunPublisher publisher) {
    record(request);
    return 6010;
  }

  @Override
  public List<Path> decode(DecodeRequest request, RunPublisher publisher) {
    record(request);
    RunFolder run = RunFolder.open(storage(), request.run());
    run.unmarkSuccess();
    if (run.summary().test() != null) {
      run.markSuccess();
    }
    return List.of(new Path("a.png"), new Path("b.png"));
  }

  private void record(Object request) {
    requests.add(request);
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  private Summary written(RunLayout run, String status, Summary.Test test) {
    Summary summary =
        new Summary(
            run.root().getName(),
            "mlp-400",
            status,
            Summary.Dataset.of(INFO),
            2,
            10,
            0,
            5,
            "nats per image",
            new Summary.Train(25.0, 4.9, 12_345.0, 105.05, 79.9, 25.15, 2, 0.03),
            test,
            Outcome.FINISHED,
            "00ff");
    SummaryFile.write(storage(), run.summary(), summary);
    return summary;
  }
}
