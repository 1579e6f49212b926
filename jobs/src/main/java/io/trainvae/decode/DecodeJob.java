package io.trainvae.decode;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.ConfigWriter;
import io.trainvae.config.RunConfig;
import io.trainvae.inference.Inference;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.metrics.Summary;
import io.trainvae.network.SavedModel;
import io.trainvae.picture.LossChart;
import io.trainvae.report.ReportData;
import io.trainvae.report.ReportPage;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.session.JobDescription;
import io.trainvae.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Draws the pictures of a trained run and writes its report. */
public final class DecodeJob {
  private static final String UNIT = "nats per image";
  private static final String TRAINING = "training.gif";

  private final SparkSession spark;
  private final DecodeRequest request;
  private final Storage storage;
  private final RunLayout layout;

  public DecodeJob(SparkSession spark, DecodeRequest request) {
    this.spark = spark;
    this.request = request;
    this.storage = new Storage(spark.sparkContext().hadoopConfiguration());
    this.layout = new RunLayout(request.run());
  }

  /** Draws, and returns the files written: the pictures, then the report. */
  public List<Path> execute() {
    RunFolder folder = RunFolder.open(storage, request.run());
    RunConfig config = new ConfigLoader(storage).read(layout.config(), List.of());
    SavedModel model = SavedModel.read(storage, layout.model());
    ParquetDataset dataset = ParquetDataset.open(spark, request.data());
    List<MetricRow> metrics = new MetricsFile(storage, layout.metrics()).read();
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    try (Inference inference = new Inference(spark, dataset, model, config.evaluate());
        JobDescription described = JobDescription.of(spark, "draw pictures")) {
      pictures.putAll(
          new DecodedPictures(spark, inference)
              .draw(request.grid(), request.dims(), config.train().seed()));
    }
    pictures.put("loss.png", LossChart.png(metrics, UNIT));
    List<Path> written = write(pictures);
    Path training = new Path(layout.images(), TRAINING);
    if (storage.exists(training)) {
      pictures.put(TRAINING, storage.read(training));
    }
    String page =
        ReportPage.render(
            new ReportData(
                finished(folder.summary()),
                metrics,
                UNIT,
                dataset.info().synthetic(),
                ConfigWriter.toYaml(config),
                text(layout.provenance()),
                pictures));
    storage.writeAtomically(layout.report(), page.getBytes(StandardCharsets.UTF_8));
    written.add(layout.report());
    return written;
  }

  /** The report is the last thing that an evaluated run lacks. */
  private static Summary finished(Summary summary) {
    return summary.test() == null ? summary : summary.withStatus("complete");
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

  private String text(Path file) {
    return storage.exists(file) ? new String(storage.read(file), StandardCharsets.UTF_8) : null;
  }
}
