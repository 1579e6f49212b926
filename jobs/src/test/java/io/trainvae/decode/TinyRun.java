package io.trainvae.decode;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.encode.EncodeJob;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.evaluate.EvaluateJob;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.evaluate.TestEvaluation;
import io.trainvae.evaluation.EvaluationSums;
import io.trainvae.exchange.ExchangeFormat;
import io.trainvae.export.ExportJob;
import io.trainvae.export.ExportRequest;
import io.trainvae.inference.Inference;
import io.trainvae.ingest.IngestJob;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.network.SavedModel;
import io.trainvae.progress.TaskProgress;
import io.trainvae.progress.Terminal;
import io.trainvae.run.RunLayout;
import io.trainvae.run.RunPublisher;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import io.trainvae.train.RunGuard;
import io.trainvae.train.StopSignal;
import io.trainvae.train.TrainJob;
import io.trainvae.train.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A small model, trained on synthetic digits, and all that the jobs make of it. */
record TinyRun(Path folder, RunConfig config) {
  static final int TRAIN_IMAGES = 120;

  /** Until the first latent dimensions are in use. */
  static final int EPOCHS = 8;

  private static final String DATASET_JSON = "dataset.json";

  private static final Storage STORAGE = new Storage(new Configuration());
  private static final RunPublisher PUBLISHER = RunPublisher.acquiring(STORAGE, line -> {});

  private static final List<String> SMALL =
      List.of(
          "model.encoder=[{type: dense, units: 16, activation: relu}]",
          "model.decoder=[{type: dense, units: 16, activation: relu}]",
          "optimiser.learning-rate=0.01",
          "train.epochs=%d".formatted(EPOCHS),
          "train.batch=20",
          "train.workers=1",
          "decode.grid=3");

  static TinyRun train(Path folder, String... settings) {
    List<String> all = new ArrayList<>(SMALL);
    all.addAll(List.of(settings));
    TinyRun run = new TinyRun(folder, new ConfigLoader(STORAGE).load("mlp-400", all));
    run.ingest();
    new TrainJob(
            spark(),
            new TrainRequest(run.config, run.data(), run.root(), Optional.empty()),
            List.of(),
            new RunGuard(Optional.empty(), new StopSignal()))
        .execute();
    return run;
  }

  private void ingest() {
    IngestRequest request =
        new IngestRequest(
            "synthetic",
            data(),
            OptionalInt.of(TRAIN_IMAGES),
            Optional.of(new IngestRequest.Size(12, 12)),
            0);
    new IngestJob(spark(), request, new TaskProgress(System.err, Terminal.ofStandardError()))
        .execute();
  }

  static SparkSession spark() {
    return LocalSpark.session();
  }

  private org.apache.hadoop.fs.Path data() {
    return dataset("data");
  }

  private org.apache.hadoop.fs.Path dataset(String name) {
    return STORAGE.path(folder.resolve(name).toString());
  }

  private org.apache.hadoop.fs.Path root() {
    return STORAGE.path(folder.resolve("run").toString());
  }

  void evaluate() {
    new EvaluateJob(spark(), new EvaluateRequest(root(), data(), OptionalInt.empty(), 0), PUBLISHER)
        .execute();
  }

  /**
   * @param name of a folder; {@code encoded} is the run's own, which pictures are drawn of
   */
  void encode(String name, int importanceSamples) {
    encode("data", name, importanceSamples);
  }

  void encode(String dataset, String name, int importanceSamples) {
    org.apache.hadoop.fs.Path own = new RunLayout(root()).encoded();
    org.apache.hadoop.fs.Path output =
        name.equals(own.getName()) ? own : STORAGE.path(folder.resolve(name).toString());
    var request = new EncodeRequest(root(), dataset(dataset), output, importanceSamples);
    new EncodeJob(spark(), request, PUBLISHER, Progress.SILENT).execute();
  }

  /** Exports the model as ONNX. */
  void export(String name) {
    var request = new ExportRequest(root(), dataset(name), ExchangeFormat.ONNX, "0.1");
    new ExportJob(STORAGE, request, PUBLISHER, line -> {}).execute();
  }

  /** Writes the data set again, with this many partitions and in another order. */
  void repartition(String name, int partitions) throws IOException {
    for (Split split : Split.REQUIRED) {
      table("data/" + split.folder())
          .repartition(partitions)
          .write()
          .parquet(folder.resolve(name).resolve(split.folder()).toString());
    }
    Files.copy(
        folder.resolve("data").resolve(DATASET_JSON), folder.resolve(name).resolve(DATASET_JSON));
  }

  /** The figures of the first test images. */
  EvaluationSums figures(int limit, int importanceSamples) {
    ParquetDataset dataset = ParquetDataset.open(spark(), data());
    try (Inference inference = new Inference(spark(), dataset, model(), config.evaluate())) {
      return TestEvaluation.sums(
              inference, Split.TEST, config.evaluate(), importanceSamples, OptionalInt.of(limit))
          .all();
    }
  }

  /** The files that the job says it wrote, relative to the run. */
  List<String> decode() {
    return new DecodeJob(
            spark(),
            new DecodeRequest(root(), data(), config.decode(), Optional.empty()),
            PUBLISHER)
        .execute().stream()
            .map(
                file ->
                    folder.resolve("run").relativize(Path.of(file.toUri().getPath())).toString())
            .toList();
  }

  SavedModel model() {
    return SavedModel.read(STORAGE, new RunLayout(root()).model());
  }

  Dataset<Row> table(String name) {
    return spark()
        .read()
        .option("pathGlobFilter", "*.parquet")
        .parquet(folder.resolve(name).toString());
  }

  String report() throws IOException {
    return Files.readString(folder.resolve("run/report.html"));
  }

  /** File names of a folder of the run, sorted. */
  List<String> names(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("run").resolve(name))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> !file.startsWith("."))
          .sorted()
          .toList();
    }
  }
}
