package io.trainvae.cli;

import io.trainvae.checkpoint.Position;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.error.JobException;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.inference.Inference;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.MergeJob;
import io.trainvae.metrics.Summary;
import io.trainvae.model.ArraySize;
import io.trainvae.model.LayerTable;
import io.trainvae.model.ParameterLayout;
import io.trainvae.model.Shape;
import io.trainvae.network.TrainableVae;
import io.trainvae.progress.ConsoleProgress;
import io.trainvae.progress.Terminal;
import io.trainvae.run.Provenance;
import io.trainvae.run.ProvenanceCollector;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunId;
import io.trainvae.run.RunPublisher;
import io.trainvae.session.Versions;
import io.trainvae.tracking.MlflowTracking;
import io.trainvae.tracking.TrackingSettings;
import io.trainvae.train.DatasetRules;
import io.trainvae.train.ResumePoint;
import io.trainvae.train.RunGuard;
import io.trainvae.train.RunStarter;
import io.trainvae.train.TrainListener;
import io.trainvae.train.TrainRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/** The jobs with a headline before each. */
final class Steps {
  private final Context context;
  private final Jobs jobs;
  private final RunPublisher publisher;
  private final int count;
  private final Optional<MlflowTracking> tracking;
  private int done;

  /** A step of a process that holds no run. */
  static Steps single(Context context, Jobs jobs) {
    var publisher = RunPublisher.acquiring(context.runner().storage(), context.err()::println);
    return new Steps(context, jobs, publisher, 1);
  }

  /**
   * @param publisher lets the steps write into the run
   * @param count steps that will be taken
   */
  Steps(Context context, Jobs jobs, RunPublisher publisher, int count) {
    this.context = context;
    this.jobs = jobs;
    this.publisher = publisher;
    this.count = count;
    this.tracking =
        TrackingSettings.from(context.runner().environment())
            .map(settings -> new MlflowTracking(settings, context.runner().storage()));
  }

  DatasetInfo ingest(
      IngestRequest request, String shownSource, Consumer<DatasetInfo> beforePublication) {
    headline("Ingesting %s into %s", shownSource, ResultTable.shown(request.output()));
    return jobs.ingest(request, beforePublication);
  }

  MergeJob.Merged merge(Path data) {
    headline("Merging the files of %s", ResultTable.shown(data));
    return jobs.merge(data);
  }

  Summary train(ResumePoint from, Path data, DatasetInfo dataset, LeasedRun claimed) {
    RunFolder run = claimed.folder();
    RunConfig config = from.config();
    int workers = config.train().workers();
    Shape image = dataset.image();
    refuseTooLarge(config, image);
    headline(
        "Training %s on %,d %s%s",
        config.preset(),
        dataset.trainImages(),
        dataset.items(),
        workers == 0 ? "" : " with %d %s".formatted(workers, workers == 1 ? "worker" : "workers"));
    context.err().print(LayerTable.of(config.model(), image));
    Path root = run.layout().root();
    var collector =
        new ProvenanceCollector(
            Versions.all(), String.join("; ", jobs.devices(workers)), context.arguments());
    Provenance provenance = collector.collect(RunId.of(root), data, dataset, config.train().seed());
    from.start().ifPresent(start -> context.err().println("Resuming after " + where(start.at())));
    claimed.lease().verify();
    List<TrainListener> listeners = new ArrayList<>();
    listeners.add(new RunStarter(run, claimed.lease(), config, provenance, from.start()));
    listeners.add(new ConsoleProgress(context.err(), Terminal.ofStandardError(), dataset.items()));
    tracking.ifPresent(mlflow -> listeners.add(mlflow.training(config, provenance, run.layout())));
    Summary summary =
        jobs.train(
            new TrainRequest(config, data, root, from.start()),
            listeners,
            new RunGuard(Optional.of(claimed.lease()), context.stop()));
    claimed.discardFormer();
    return summary;
  }

  /**
   * Refuses what cannot be trained on a data set, before anything is changed.
   *
   * @throws JobException data, if the images do not fit the configuration; usage, if the model
   *     would be too large
   */
  static void check(RunConfig config, DatasetInfo dataset, Path data) {
    Datasets.requireBothSplits(dataset, data);
    new DatasetRules(config, dataset, DatasetRules.format(dataset)).check(data.toString());
    refuseTooLarge(config, dataset.image());
  }

  /** Refuse arrays that are too large before the training, not during it. */
  private static void refuseTooLarge(RunConfig config, Shape image) {
    new ParameterLayout(config.model(), image);
    TrainableVae.checkSize(config.model(), image, config.objective(), config.train().batch());
    Inference.checkSize(config.model(), image, config.evaluate());
    int grid = config.decode().grid();
    ArraySize.of("the pictures of the latent grid", grid, grid, image.size());
  }

  private static String where(Position at) {
    return at.betweenEpochs()
        ? "epoch %d".formatted(at.epochs())
        : "round %d of epoch %d".formatted(at.rounds(), at.epochs() + 1);
  }

  Summary evaluate(RunFolder run, Path data, OptionalInt limit, int importanceSamples) {
    headline("Evaluating on the test split of %s", ResultTable.shown(data));
    Summary summary =
        jobs.evaluate(
            new EvaluateRequest(run.layout().root(), data, limit, importanceSamples), publisher);
    tracking.ifPresent(mlflow -> mlflow.evaluated(summary, run.layout()));
    return summary;
  }

  long encode(RunFolder run, Path data, Path output, int importanceSamples) {
    headline("Encoding %s into %s", ResultTable.shown(data), ResultTable.shown(output));
    return jobs.encode(
        new EncodeRequest(run.layout().root(), data, output, importanceSamples), publisher);
  }

  List<Path> decode(RunFolder run, Path data, RunConfig config, DecodeOptions options) {
    headline(
        config.model().likelihood().isLinear()
            ? "Drawing charts and the report; there are no pictures of feature vectors"
            : "Drawing pictures and the report");
    var dims = options.dims(config.model().latent());
    var request = new DecodeRequest(run.layout().root(), data, config.decode(), dims);
    return jobs.decode(request, publisher);
  }

  /** Says that a step need not be taken. */
  void skip(String why) {
    headline("%s", why);
  }

  private void headline(String format, Object... values) {
    if (context.stop().requested()) {
      throw JobException.interrupted("Stopped before the next step");
    }
    done++;
    String number = count == 1 ? "" : "[%d/%d] ".formatted(done, count);
    context.err().println(number + String.format(Locale.ROOT, format, values));
  }
}
