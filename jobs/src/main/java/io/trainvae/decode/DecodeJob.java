package io.trainvae.decode;

import io.trainvae.config.ConfigWriter;
import io.trainvae.inference.Inference;
import io.trainvae.inference.TrainedRun;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.picture.LossChart;
import io.trainvae.report.ReportData;
import io.trainvae.report.ReportPage;
import io.trainvae.session.JobDescription;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Draws the pictures of a trained run and writes its report. */
public final class DecodeJob {
  private static final String TRAINING = "training.gif";

  private final SparkSession spark;
  private final DecodeRequest request;

  public DecodeJob(SparkSession spark, DecodeRequest request) {
    this.spark = spark;
    this.request = request;
  }

  /** Draws, and returns the files written: the pictures, then the report. */
  public List<Path> execute() {
    TrainedRun run = TrainedRun.open(spark, request.run(), request.data());
    List<MetricRow> metrics = new MetricsFile(run.storage(), run.layout().metrics()).read();
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    try (Inference inference = run.inference(spark);
        JobDescription described = JobDescription.of(spark, "draw pictures")) {
      pictures.putAll(
          new DecodedPictures(spark, inference)
              .draw(request.grid(), request.dims(), run.config().train().seed()));
    }
    pictures.put("loss.png", LossChart.png(metrics, run.config().model().unit()));
    List<Path> written = write(run, pictures);
    Path training = new Path(run.layout().images(), TRAINING);
    if (run.storage().exists(training)) {
      pictures.put(TRAINING, run.storage().read(training));
    }
    writeReport(run, metrics, pictures);
    written.add(run.layout().report());
    return written;
  }

  private static List<Path> write(TrainedRun run, Map<String, byte[]> pictures) {
    List<Path> written = new ArrayList<>();
    pictures.forEach(
        (name, bytes) -> {
          Path file = new Path(run.layout().images(), name);
          run.storage().writeAtomically(file, bytes);
          written.add(file);
        });
    return written;
  }

  private static void writeReport(
      TrainedRun run, List<MetricRow> metrics, Map<String, byte[]> pictures) {
    String page =
        ReportPage.render(
            new ReportData(
                finished(run.folder().summary()),
                metrics,
                run.dataset().info().synthetic(),
                ConfigWriter.toYaml(run.config()),
                provenance(run),
                pictures));
    run.storage().writeAtomically(run.layout().report(), page.getBytes(StandardCharsets.UTF_8));
  }

  /** The report is the last thing that an evaluated run lacks. */
  private static Summary finished(Summary summary) {
    return summary.test() == null ? summary : summary.withStatus("complete");
  }

  private static String provenance(TrainedRun run) {
    Path file = run.layout().provenance();
    return run.storage().exists(file)
        ? new String(run.storage().read(file), StandardCharsets.UTF_8)
        : null;
  }
}
