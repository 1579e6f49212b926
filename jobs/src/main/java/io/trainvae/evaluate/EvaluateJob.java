package io.trainvae.evaluate;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.evaluation.EvaluationSums;
import io.trainvae.inference.Inference;
import io.trainvae.inference.TrainedRun;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.metrics.MetricNames;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.SavedModel;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.run.RunPublisher;
import io.trainvae.run.SummaryFile;
import io.trainvae.session.JobDescription;
import io.trainvae.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;

/**
 * Computes the negative ELBO of the test split with its two terms, active units, and on request the
 * importance-weighted bound. An image's figures depend only on the model, on the image and its
 * index, and on {@code evaluate.seed} and {@code evaluate.batch}. With a limit, or in another
 * partition, they are therefore the same to the bit (see {@link io.trainvae.network.LatentModel}
 * for exceptions). The last digits of means over images depend on the partitions, because
 * double-precision sums are rounded.
 */
public final class EvaluateJob {
  private final SparkSession spark;
  private final EvaluateRequest request;
  private final RunPublisher publisher;
  private final Storage storage;
  private final RunLayout layout;

  /**
   * @param publisher lets it write into the run
   */
  public EvaluateJob(SparkSession spark, EvaluateRequest request, RunPublisher publisher) {
    this.spark = spark;
    this.request = request;
    this.publisher = publisher;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
    this.layout = new RunLayout(request.run());
  }

  /** Evaluates, and writes the figures into the run's metrics and summary. */
  public Summary execute() {
    TrainedRun run = TrainedRun.open(storage, request.run());
    RunFolder folder = run.folder();
    RunConfig config = run.config();
    refuseBoundWithoutDensity(run.model().spec());
    ParquetDataset dataset = ParquetDataset.open(spark, request.data());
    TestSums sums;
    try (Inference inference = new Inference(spark, dataset, run.model(), config.evaluate());
        JobDescription described = JobDescription.of(spark, "evaluate the test split")) {
      sums =
          TestEvaluation.sums(
              inference,
              Split.TEST,
              config.evaluate(),
              request.importanceSamples(),
              request.limit());
    }
    AtomicReference<Summary> written = new AtomicReference<>();
    publisher.publish(
        folder,
        run.model().parametersSha256(),
        () -> written.set(write(folder, run.model(), dataset, sums)));
    return written.get();
  }

  private Summary write(RunFolder folder, SavedModel model, ParquetDataset dataset, TestSums sums) {
    dataset.requireUnchanged();
    Summary summary = updated(folder.summary(), model, dataset.info(), sums.all());
    folder.unmarkSuccess();
    new MetricsFile(storage, layout.metrics()).writeTest(rows(summary, sums));
    SummaryFile.write(storage, layout.summary(), summary);
    return summary;
  }

  private void refuseBoundWithoutDensity(VaeSpec spec) {
    if (request.importanceSamples() > 0 && !spec.likelihood().isDensity()) {
      throw JobException.usage(
          "Cannot use --importance-samples %d: the model's likelihood is squared-error, of which there is no bound"
              .formatted(request.importanceSamples()));
    }
  }

  private Summary updated(
      Summary trained, SavedModel model, DatasetInfo dataset, EvaluationSums sums) {
    double negElbo = sums.reconstruction() + sums.kl();
    boolean bound = request.importanceSamples() > 0;
    return trained
        .withTest(
            new Summary.Test(
                negElbo,
                sums.reconstruction(),
                sums.kl(),
                bound ? sums.nll() : null,
                bound ? request.importanceSamples() : null,
                sums.activeUnits(),
                model.spec().binarisation().id(),
                sums.images(),
                dataset.testImages(),
                dataset.name(),
                dataset.fingerprint(),
                model.spec().bitsPerDimension(negElbo, model.pixels())))
        .withStatus("evaluated");
  }

  private static List<MetricRow> rows(Summary summary, TestSums sums) {
    Summary.Test test = summary.test();
    List<MetricRow> rows = new ArrayList<>();
    add(rows, summary, "images", test.images().doubleValue());
    add(rows, summary, "neg_elbo", test.negElbo());
    add(rows, summary, "reconstruction", test.reconstruction());
    add(rows, summary, "kl", test.kl());
    add(rows, summary, "nll", test.nll());
    add(rows, summary, "bits_per_dim", test.bitsPerDim());
    add(rows, summary, "active_units", test.activeUnits().doubleValue());
    double[] kls = sums.all().klOfDimensions();
    for (int dim = 0; dim < kls.length; dim++) {
      add(rows, summary, MetricNames.klOfDimension(dim), kls[dim]);
    }
    sums.classes().forEach((label, ofClass) -> addClass(rows, summary, label, ofClass));
    return rows;
  }

  private static void addClass(
      List<MetricRow> rows, Summary summary, int label, EvaluationSums sums) {
    double negElbo = sums.reconstruction() + sums.kl();
    add(rows, summary, MetricNames.ofClass("images", label), (double) sums.images());
    add(rows, summary, MetricNames.ofClass("neg_elbo", label), negElbo);
    add(rows, summary, MetricNames.ofClass("reconstruction", label), sums.reconstruction());
    add(rows, summary, MetricNames.ofClass("kl", label), sums.kl());
  }

  private static void add(List<MetricRow> rows, Summary summary, String metric, Double value) {
    if (value != null) {
      rows.add(
          new MetricRow(
              summary.runId(), summary.epochs(), 0, Split.TEST.id(), metric, value, Instant.now()));
    }
  }
}
