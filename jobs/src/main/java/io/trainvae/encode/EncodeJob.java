package io.trainvae.encode;

import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.evaluation.Evaluator;
import io.trainvae.evaluation.ImageFigures;
import io.trainvae.inference.EncodedBatch;
import io.trainvae.inference.Inference;
import io.trainvae.inference.TrainedRun;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.ingest.WrittenRows;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.model.VaeSpec;
import io.trainvae.network.LatentModel;
import io.trainvae.output.OutputFolder;
import io.trainvae.rows.ColumnType;
import io.trainvae.rows.RowColumn;
import io.trainvae.rows.RowSchema;
import io.trainvae.rows.RowWriter;
import io.trainvae.run.RunLayout;
import io.trainvae.run.RunPublisher;
import io.trainvae.session.JobDescription;
import io.trainvae.storage.JsonFiles;
import io.trainvae.storage.Overlap;
import io.trainvae.storage.Redaction;
import io.trainvae.storage.Storage;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/**
 * Writes {@code <output>/split=train|test/} with one row for every image: {@code index INT, label
 * INT, mean ARRAY<FLOAT>, log_var ARRAY<FLOAT>, anomaly_score DOUBLE}. The anomaly score is the
 * negative importance-weighted bound on the log likelihood in nats, or the negative ELBO without
 * importance samples; a larger score means less like the training images. The output contains
 * {@code _encoded.json}, which names the model and the data set, and {@code _SUCCESS} when it is
 * complete.
 */
public final class EncodeJob {
  static final String INDEX = "index";
  static final String LABEL = "label";
  static final String SCORE = "anomaly_score";

  /**
   * Settings of Parquet's writer: a dictionary of numbers that do not repeat takes a third of the
   * time.
   */
  private static final Map<String, String> OPTIONS =
      Stream.of(INDEX, "mean.list.element", "log_var.list.element", SCORE)
          .collect(Collectors.toMap(column -> "parquet.enable.dictionary#" + column, c -> "false"));

  /** The columns of an encoding. */
  static RowSchema schema(IndexType index) {
    return RowSchema.of(
        new RowColumn(INDEX, index.type()),
        new RowColumn(LABEL, ColumnType.INT),
        new RowColumn("mean", ColumnType.FLOATS),
        new RowColumn("log_var", ColumnType.FLOATS),
        new RowColumn(SCORE, ColumnType.DOUBLE));
  }

  private final SparkSession spark;
  private final EncodeRequest request;
  private final RunPublisher publisher;
  private final Progress progress;
  private final Storage storage;

  /** A job in a process that holds no run, such as that of a notebook. */
  public EncodeJob(SparkSession spark, EncodeRequest request) {
    this(
        spark,
        request,
        RunPublisher.acquiring(
            new Storage(spark.sparkContext().hadoopConfiguration()), Progress.SILENT::notice),
        Progress.SILENT);
  }

  /**
   * @param publisher lets it write into the run, if the output is there
   */
  public EncodeJob(
      SparkSession spark, EncodeRequest request, RunPublisher publisher, Progress progress) {
    this.spark = spark;
    this.request = request;
    this.publisher = publisher;
    this.progress = progress;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
  }

  /**
   * Encodes both splits and returns the number of rows written.
   *
   * @throws JobException failed, if fewer or more rows were written than there are images; usage,
   *     if the output contains something else
   */
  public long execute() {
    refuseOverlap();
    TrainedRun run = TrainedRun.open(storage, request.run());
    ParquetDataset dataset = ParquetDataset.open(spark, request.data());
    try (OutputFolder output =
        OutputFolder.claim(storage, request.output(), new EncodedOutput(), progress::notice)) {
      encode(run, dataset, output);
      long images = dataset.info().total();
      long rows = WrittenRows.checked(output, request.output(), images, storage.configuration());
      publish(run, rows, dataset, output);
      return rows;
    }
  }

  private void refuseOverlap() {
    Overlap overlap = new Overlap(storage, "an encoding to", request.output());
    overlap.refuse("the data set", request.data());
    if (!isOfRun()) {
      overlap.refuse("the run", request.run());
    }
  }

  /** Whether the output is inside the run's folder. */
  private boolean isOfRun() {
    return request.output().equals(new RunLayout(request.run()).encoded());
  }

  private void encode(TrainedRun run, ParquetDataset dataset, OutputFolder output) {
    try (Inference inference =
        new Inference(spark, dataset, run.model(), run.config().evaluate())) {
      for (Split split : Split.values()) {
        if (dataset.info().images(split) == 0 && !Split.REQUIRED.contains(split)) {
          continue;
        }
        try (JobDescription described =
            JobDescription.of(spark, "encode the " + split.id() + " split")) {
          RowWriter.write(
              encoded(inference, run.config(), split),
              schema(IndexType.of(dataset.info())),
              OPTIONS,
              output.target(split));
        }
      }
    }
  }

  private void publish(TrainedRun run, long rows, ParquetDataset dataset, OutputFolder output) {
    String model = run.model().parametersSha256();
    Runnable publication =
        () -> {
          dataset.requireUnchanged();
          output.publish(files -> JsonFiles.bytes(description(model, dataset.info(), rows, files)));
        };
    if (isOfRun()) {
      publisher.publish(run.folder(), model, publication);
    } else {
      publication.run();
    }
  }

  private EncodedOutput.Description description(
      String model, DatasetInfo dataset, long rows, Map<Split, List<String>> files) {
    Map<String, List<String>> byId = new TreeMap<>();
    files.forEach((split, names) -> byId.put(split.id(), names));
    return new EncodedOutput.Description(
        Redaction.text(request.run().toString()),
        model,
        Redaction.text(request.data().toString()),
        dataset.fingerprint(),
        request.importanceSamples(),
        rows,
        byId);
  }

  private JavaRDD<Row> encoded(Inference inference, RunConfig config, Split split) {
    long seed = config.evaluate().seed();
    int batch = config.evaluate().batch();
    VaeSpec spec = inference.model().spec();
    IndexType index = IndexType.of(inference.dataset());
    int samples = spec.likelihood().isDensity() ? request.importanceSamples() : 0;
    return inference.over(
        split,
        OptionalInt.empty(),
        (batches, model) ->
            new EncodedRows(
                batches, model, new Evaluator(model, spec, seed, samples, batch), index));
  }

  /** Rows, of a batch at a time. */
  private static final class EncodedRows implements Iterator<Row> {
    private final Iterator<EncodedBatch> batches;
    private final LatentModel model;
    private final Evaluator evaluator;
    private final IndexType index;
    private EncodedBatch batch;
    private ImageFigures[] figures = new ImageFigures[0];
    private int next;

    EncodedRows(
        Iterator<EncodedBatch> batches, LatentModel model, Evaluator evaluator, IndexType index) {
      this.index = index;
      this.batches = batches;
      this.model = model;
      this.evaluator = evaluator;
    }

    @Override
    public boolean hasNext() {
      return next < figures.length || batches.hasNext();
    }

    @Override
    public Row next() {
      if (next == figures.length) {
        batch = batches.next();
        figures =
            evaluator.figures(
                batch.indices(), batch.labels(), batch.images(), batch.posterior(), batch.count());
        next = 0;
      }
      return row(next++);
    }

    private Row row(int image) {
      int latent = model.latent();
      int start = image * 2 * latent;
      return RowFactory.create(
          index.value(batch.indices()[image]),
          batch.labels()[image],
          Arrays.copyOfRange(batch.posterior(), start, start + latent),
          Arrays.copyOfRange(batch.posterior(), start + latent, start + 2 * latent),
          figures[image].score());
    }
  }
}
