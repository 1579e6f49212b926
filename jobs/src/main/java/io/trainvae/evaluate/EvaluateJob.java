package io.trainvae.evaluate;

import io.trainvae.config.RunConfig;
import io.trainvae.data.Split;
import io.trainvae.evaluation.EvaluationSums;
import io.trainvae.evaluation.Evaluator;
import io.trainvae.inference.EncodedBatch;
import io.trainvae.inference.Inference;
import io.trainvae.inference.TrainedRun;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.network.LatentModel;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.run.SummaryFile;
import io.trainvae.session.JobDescription;
import io.trainvae.storage.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Negative ELBO of the test split with its two terms, active units, and on request the
 * importance-weighted bound. Every image's figures depend on the seed and its index alone.
 */
public final class EvaluateJob {
  private final SparkSession spark;
  private final EvaluateRequest request;
  private final Storage storage;
  private final RunLayout layout;

  public EvaluateJob(SparkSession spark, EvaluateRequest request) {
    this.spark = spark;
    this.request = request;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
    this.layout = new RunLayout(request.run());
  }

  /** Evaluates, and writes the figures into the run's metrics and summary. */
  public Summary execute() {
    TrainedRun run = TrainedRun.open(storage, request.run());
    RunFolder folder = run.folder();
    RunConfig config = run.config();
    ParquetDataset dataset = ParquetDataset.open(spark, request.data());
    EvaluationSums sums;
    try (Inference inference =
            new Inference(spark, dataset, run.model(), config.evaluate().batch());
        JobDescription described = JobDescription.of(spark, "evaluate the test split")) {
      sums = sums(inference, config);
    }
    Summary summary = updated(folder.summary(), sums);
    new MetricsFile(storage, layout.metrics()).writeTest(rows(summary, sums));
    SummaryFile.write(storage, layout.summary(), summary);
    return summary;
  }

  private EvaluationSums sums(Inference inference, RunConfig config) {
    long seed = config.evaluate().seed();
    int samples = request.importanceSamples();
    int batch = config.evaluate().batch();
    List<EvaluationSums> parts =
        inference
            .over(
                Split.TEST,
                request.limit(),
                (batches, model) -> sum(batches, model, new Evaluator(model, seed, samples, batch)))
            .collect();
    EvaluationSums all = new EvaluationSums(inference.model().spec().latent());
    parts.forEach(all::add);
    return all;
  }

  private static Iterator<EvaluationSums> sum(
      Iterator<EncodedBatch> batches, LatentModel model, Evaluator evaluator) {
    EvaluationSums sums = new EvaluationSums(model.latent());
    while (batches.hasNext()) {
      EncodedBatch batch = batches.next();
      sums.add(
          evaluator.figures(batch.indices(), batch.images(), batch.posterior(), batch.count()),
          batch.posterior());
    }
    return List.of(sums).iterator();
  }

  private Summary updated(Summary trained, EvaluationSums sums) {
    boolean bound = request.importanceSamples() > 0;
    return trained
        .withTest(
            new Summary.Test(
                sums.reconstruction() + sums.kl(),
                sums.reconstruction(),
                sums.kl(),
                bound ? sums.nll() : null,
                bound ? request.importanceSamples() : null,
                sums.activeUnits(),
                "none"))
        .withStatus("evaluated");
  }

  private static List<MetricRow> rows(Summary summary, EvaluationSums sums) {
    Summary.Test test = summary.test();
    List<MetricRow> rows = new ArrayList<>();
    add(rows, summary, "neg_elbo", test.negElbo());
    add(rows, summary, "reconstruction", test.reconstruction());
    add(rows, summary, "kl", test.kl());
    add(rows, summary, "nll", test.nll());
    add(rows, summary, "active_units", test.activeUnits().doubleValue());
    double[] kls = sums.klOfDimensions();
    for (int dim = 0; dim < kls.length; dim++) {
      add(rows, summary, "kl_dim_" + dim, kls[dim]);
    }
    return rows;
  }

  private static void add(List<MetricRow> rows, Summary summary, String metric, Double value) {
    if (value != null) {
      rows.add(
          new MetricRow(
              summary.runId(), summary.epochs(), 0, Split.TEST.id(), metric, value, Instant.now()));
    }
  }
}
