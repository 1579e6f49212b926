package io.trainvae.decode;

import io.trainvae.config.ConfigWriter;
import io.trainvae.decode.DecodeRequest.Dims;
import io.trainvae.encode.AnomalyScores;
import io.trainvae.inference.Inference;
import io.trainvae.inference.TrainedRun;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.report.ReportData;
import io.trainvae.report.ReportPage;
import io.trainvae.run.RunLayout;
import io.trainvae.run.RunPublisher;
import io.trainvae.session.JobDescription;
import io.trainvae.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Draws the pictures of a trained run and writes its report. */
public final class DecodeJob {
  private static final String TRAINING = "training.gif";
  private static final int ANOMALIES = 20;

  private final SparkSession spark;
  private final DecodeRequest request;
  private final RunPublisher publisher;
  private final Storage storage;
  private final RunLayout layout;

  /**
   * @param publisher lets it write into the run
   */
  public DecodeJob(SparkSession spark, DecodeRequest request, RunPublisher publisher) {
    this.spark = spark;
    this.request = request;
    this.publisher = publisher;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
    this.layout = new RunLayout(request.run());
  }

  /**
   * Draws, and returns the files written: the pictures, then the report. A run that was evaluated
   * is complete then.
   */
  public List<Path> execute() {
    TrainedRun run = TrainedRun.open(storage, request.run());
    ParquetDataset dataset = ParquetDataset.open(spark, request.data());
    Drawings pictures = new Drawings();
    Drawings more = new Drawings();
    try (Inference inference = new Inference(spark, dataset, run.model(), run.config().evaluate());
        JobDescription described = JobDescription.of(spark, "draw pictures")) {
      LatentMap map = LatentMap.of(inference);
      Dims plane = request.dims().orElseGet(map::mostActive);
      if (run.model().spec().likelihood().isLinear()) {
        // The model decodes feature vectors, which cannot be drawn as images.
        pictures.add(TestPictures.SCATTER, () -> TestPictures.scatter(map, request.dims()));
      } else {
        Decoder decoder = new Decoder(spark, run.model());
        DecodedPictures decoded = new DecodedPictures(decoder);
        decoded.draw(pictures, request.grid(), plane, map, run.config().train().seed());
        new TestPictures(decoder, inference)
            .draw(pictures, map, request.dims(), strangest(run, dataset));
        decoded.drawClassGrids(more, request.grid(), plane);
      }
    }
    List<Path> written = new ArrayList<>();
    publisher.publish(
        run.folder(),
        run.model().parametersSha256(),
        () -> {
          dataset.requireUnchanged();
          written.addAll(write(run, dataset.info().synthetic(), pictures, more.finished()));
        });
    return written;
  }

  private List<Path> write(
      TrainedRun run, boolean synthetic, Drawings drawings, Map<String, byte[]> more) {
    List<MetricRow> metrics = new MetricsFile(storage, layout.metrics()).read();
    FigureCharts.draw(drawings, metrics, run.folder().summary());
    Map<String, byte[]> pictures = drawings.finished();
    run.folder().unmarkSuccess();
    List<Path> written = write(pictures);
    written.addAll(write(more));
    Path training = new Path(layout.images(), TRAINING);
    if (storage.exists(training)) {
      pictures.put(TRAINING, storage.read(training));
    }
    writeReport(run, synthetic, metrics, pictures);
    written.add(layout.report());
    if (run.folder().summary().test() != null) {
      run.folder().markSuccess();
    }
    return written;
  }

  private List<AnomalyScores.Scored> strangest(TrainedRun run, ParquetDataset dataset) {
    return AnomalyScores.highest(
        spark,
        storage,
        layout.encoded(),
        run.model().parametersSha256(),
        dataset.info(),
        ANOMALIES);
  }

  private List<Path> write(Map<String, byte[]> pictures) {
    List<Path> written = new ArrayList<>();
    pictures.forEach(
        (name, bytes) -> {
          Path file = new Path(layout.images(), name);
          storage.writeAtomically(file, bytes);
          written.add(file);
        });
    return written;
  }

  private void writeReport(
      TrainedRun run, boolean synthetic, List<MetricRow> metrics, Map<String, byte[]> pictures) {
    String page =
        ReportPage.render(
            new ReportData(
                finished(run.folder().summary()),
                metrics,
                synthetic,
                ConfigWriter.toYaml(run.config()),
                provenance(),
                pictures));
    storage.writeAtomically(layout.report(), page.getBytes(StandardCharsets.UTF_8));
  }

  /** The report is the last thing that an evaluated run lacks. */
  private static Summary finished(Summary summary) {
    return summary.test() == null ? summary : summary.withStatus("complete");
  }

  private String provenance() {
    Path file = layout.provenance();
    return storage.exists(file) ? new String(storage.read(file), StandardCharsets.UTF_8) : null;
  }
}
