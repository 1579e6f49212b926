package io.trainvae.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.decode.DecodeJob;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.AnomalyScores;
import io.trainvae.encode.EncodeJob;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.evaluate.EvaluateJob;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.ingest.layout.IndexType;
import io.trainvae.model.Shape;
import io.trainvae.network.SavedModel;
import io.trainvae.run.RunPublisher;
import io.trainvae.storage.Storage;
import io.trainvae.train.RunGuard;
import io.trainvae.train.StopSignal;
import io.trainvae.train.TrainJob;
import io.trainvae.train.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Data sets whose column {@code index} is a BIGINT, as if an INT held only a few numbers. */
@Tag("long")
class BigIndexTest extends ImageFolderFixture {
  private static final int IMAGES = 12;

  private final Storage storage = new Storage(new Configuration());
  private final RunPublisher publisher = RunPublisher.acquiring(storage, line -> {});

  private static void intsNumber(int rows) {
    System.setProperty(IndexType.LIMIT, String.valueOf(rows));
  }

  @AfterEach
  void intsNumberAllAgain() {
    System.clearProperty(IndexType.LIMIT);
  }

  private org.apache.hadoop.fs.Path run() {
    return storage.path(at("run").toString());
  }

  /** Column types of the files of a split, of a data set or an encoding. */
  private List<String> types(String root, Split split) throws IOException {
    try (Stream<Path> files = Files.list(at(root).resolve(split.folder()))) {
      return files
          .filter(file -> file.toString().endsWith(".parquet"))
          .map(file -> spark.read().parquet(file.toString()).schema().apply("index"))
          .map(column -> column.dataType().simpleString())
          .sorted()
          .toList();
    }
  }

  @Test
  void partsOfBothTypesAreTrainedOnEvaluatedEncodedAndDrawn() throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      image("first/a/%d.png".formatted(i), 0x111111 * i);
      image("more/b/%d.png".formatted(i), 0x101000 * i);
    }
    Map<String, String> settings = Map.of("test-fraction", "0.5");
    ingest("images:" + at("first"), settings);
    intsNumber(IMAGES);
    append("images:" + at("more"), settings);
    assertThat(types("out", Split.TRAIN)).containsExactly("bigint", "int");
    assertThat(types("out", Split.TEST)).containsExactly("bigint", "int");
    work(2 * IMAGES);
    ParquetDataset dataset = ParquetDataset.open(spark, output());
    assertThat(dataset.imagesAt(Split.TEST, List.of(1L, 1L << 40)).collect()).hasSize(1);
    assertThat(dataset.imagesBelow(Split.TEST, 1L << 40).count())
        .isEqualTo(dataset.info().testImages());
    merge();
    assertThat(types("out", Split.TRAIN)).containsExactly("bigint");
  }

  @Test
  void aTableAndIdxFilesAreIngestedWithIt() throws IOException {
    intsNumber(2);
    IdxFolder.small(at("idx"));
    ingest(at("idx").toString(), Map.of());
    assertThat(types("out", Split.TRAIN)).containsOnly("bigint");
    assertThat(types("out", Split.TEST)).containsOnly("bigint");
    spark
        .range(40)
        .selectExpr("double(id) / 40 AS x", "1 - double(id) / 40 AS y", "int(id % 2) AS label")
        .createOrReplaceTempView("numbers");
    ingest("table:numbers", Map.of("features-column", "x,y"));
    assertThat(types("out", Split.TRAIN)).containsOnly("bigint");
    work(40);
  }

  /** Everything that reads the data set or its encoding. */
  private void work(int images) throws IOException {
    RunConfig config =
        new ConfigLoader(storage)
            .load(
                "mlp-400",
                List.of(
                    "data.size=any",
                    "train.epochs=1",
                    "train.workers=1",
                    "train.batch=4",
                    "decode.grid=2"));
    new TrainJob(
            spark,
            new TrainRequest(config, output(), run(), Optional.empty()),
            List.of(),
            new RunGuard(Optional.empty(), new StopSignal()))
        .execute();
    new EvaluateJob(spark, new EvaluateRequest(run(), output(), OptionalInt.of(2), 0), publisher)
        .execute();
    org.apache.hadoop.fs.Path encoded = new org.apache.hadoop.fs.Path(run(), "encoded");
    new EncodeJob(spark, new EncodeRequest(run(), output(), encoded, 0), publisher, Progress.SILENT)
        .execute();
    assertThat(types("run/encoded", Split.TRAIN)).containsOnly("bigint");
    List<Long> indices =
        spark
            .read()
            .parquet(at("run/encoded").toString())
            .where("split = 'train'")
            .collectAsList()
            .stream()
            .map((Row row) -> row.<Long>getAs("index"))
            .sorted()
            .toList();
    ParquetDataset dataset = ParquetDataset.open(spark, output());
    assertThat(new TreeSet<>(indices)).hasSize((int) dataset.info().trainImages());
    assertThat(dataset.info().total()).isEqualTo(images);
    SavedModel model = SavedModel.read(storage, new org.apache.hadoop.fs.Path(run(), "model"));
    assertThat(model.image()).isEqualTo(dataset.info().image()).isInstanceOf(Shape.class);
    assertThat(
            AnomalyScores.highest(
                spark, storage, encoded, model.parametersSha256(), dataset.info(), 3))
        .hasSize(3);
    List<org.apache.hadoop.fs.Path> drawn =
        new DecodeJob(
                spark,
                new DecodeRequest(run(), output(), config.decode(), Optional.empty()),
                publisher)
            .execute();
    assertThat(drawn).isNotEmpty();
  }
}
