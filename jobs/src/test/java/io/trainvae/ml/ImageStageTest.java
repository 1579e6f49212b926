package io.trainvae.ml;

import static io.trainvae.ml.Tables.SPARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.Progress;
import io.trainvae.error.JobException;
import io.trainvae.ingest.IngestJob;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.storage.Storage;
import io.trainvae.train.RunGuard;
import io.trainvae.train.StopSignal;
import io.trainvae.train.TrainJob;
import io.trainvae.train.TrainRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage on the images of a data set trains and encodes as the jobs do. */
@Tag("long")
class ImageStageTest {
  private static final int IMAGES = 60;
  private static final String[] SETTINGS = {
    "model.encoder=[{type: dense, units: 16, activation: relu}]",
    "model.decoder=[{type: dense, units: 16, activation: relu}]",
    "model.latent=2",
    "model.classes=10",
    "train.batch=8"
  };

  @TempDir static Path shared;
  @TempDir Path folder;
  private static final Storage STORAGE = new Storage(new Configuration());
  private static org.apache.hadoop.fs.Path data;
  private static String trained;

  @BeforeAll
  static void trainByTheJob() {
    data = STORAGE.path(shared.resolve("data").toString());
    var request = new IngestRequest("synthetic", data, OptionalInt.of(IMAGES), Optional.empty(), 0);
    new IngestJob(SPARK, request, Progress.SILENT).execute();
    RunConfig config =
        new ConfigLoader(STORAGE)
            .load(
                "mlp-400",
                List.of(
                    SETTINGS[0],
                    SETTINGS[1],
                    SETTINGS[2],
                    SETTINGS[3],
                    SETTINGS[4],
                    "train.epochs=2",
                    "train.workers=2"));
    var run = STORAGE.path(shared.resolve("run").toString());
    trained =
        new TrainJob(
                SPARK,
                new TrainRequest(config, data, run, Optional.empty()),
                List.of(),
                new RunGuard(Optional.empty(), new StopSignal()))
            .execute()
            .parametersSha256();
  }

  private static VariationalAutoencoder stage() {
    return new VariationalAutoencoder()
        .setPreset("mlp-400")
        .setSettings(SETTINGS)
        .setInputCol("image")
        .setLabelCol("label")
        .setKeyCol("index")
        .setEpochs(2)
        .setWorkers(2);
  }

  private static Dataset<Row> images(String split) {
    return SPARK.read().parquet(data + "/split=" + split);
  }

  private static Dataset<Row> as(Object type, UDF1<byte[], ?> conversion) {
    var convert =
        type instanceof String ddl
            ? functions.udf(conversion, org.apache.spark.sql.types.DataType.fromDDL(ddl))
            : functions.udf(conversion, (org.apache.spark.sql.types.DataType) type);
    return images("train").withColumn("image", convert.apply(functions.col("image")));
  }

  private static double[] levels(byte[] image) {
    return IntStream.range(0, image.length).mapToDouble(i -> (image[i] & 0xFF) / 255.0).toArray();
  }

  @Test
  void allKindsOfColumnsTrainTheModelThatTheJobTrains() {
    assertThat(stage().fit(images("train")).parametersSha256()).isEqualTo(trained);
    UDF1<byte[], Vector> vector = image -> Vectors.dense(levels(image)).toSparse();
    var vectors = as(org.apache.spark.ml.linalg.SQLDataTypes.VectorType(), vector);
    assertThat(stage().fit(vectors).parametersSha256()).isEqualTo(trained);
    UDF1<byte[], double[]> array = ImageStageTest::levels;
    assertThat(
            stage()
                .fit(as(DataTypes.createArrayType(DataTypes.DoubleType), array))
                .parametersSha256())
        .isEqualTo(trained);
    assertThat(stage().fit(imageStructs()).parametersSha256()).isEqualTo(trained);
  }

  private static Dataset<Row> imageStructs() {
    return images("train")
        .selectExpr(
            "index",
            "label",
            "named_struct('origin', '', 'height', 28, 'width', 28, 'nChannels', 1, 'mode', 0, 'data', image) as image");
  }

  /** Spark's image source has blue first, a data set red. */
  @Test
  void coloursAreTheSameHoweverTheyAreStored() {
    Random random = new Random(3);
    List<Row> rows = new ArrayList<>();
    for (int index = 0; index < 20; index++) {
      byte[] red = new byte[4 * 5 * 3];
      random.nextBytes(red);
      byte[] blue = red.clone();
      for (int i = 0; i < red.length; i++) {
        blue[i] = red[i - i % 3 + 2 - i % 3];
      }
      rows.add(RowFactory.create(index, red, RowFactory.create("", 4, 5, 3, 16, blue)));
    }
    StructType struct =
        StructType.fromDDL(
            "origin string, height int, width int, nChannels int, mode int, data binary");
    StructType schema = StructType.fromDDL("index int, image binary").add("struct", struct);
    Dataset<Row> images = SPARK.createDataFrame(rows, schema);
    VariationalAutoencoder stage =
        new VariationalAutoencoder()
            .setSettings(SETTINGS[0], SETTINGS[1])
            .setEpochs(1)
            .setKeyCol("index");
    VariationalAutoencoderModel stored =
        stage.copy(ParamMap.empty()).setInputCol("image").setImageSize("4x5x3").fit(images);
    VariationalAutoencoderModel source = stage.setInputCol("struct").fit(images);
    assertThat(source.parametersSha256()).isEqualTo(stored.parametersSha256());
    assertThat(source.numFeatures()).isEqualTo(60);
    assertThatThrownBy(
            () ->
                stored
                    .setInputCol("struct")
                    .transform(imageStructs().withColumnRenamed("image", "struct"))
                    .count())
        .hasStackTraceContaining("column struct has an image of 28x28, expected 4x5x3");
  }

  @Test
  void aTrainedRunIsAModel() {
    VariationalAutoencoderModel model =
        VariationalAutoencoderModel.ofRun(shared.resolve("run").toString())
            .setInputCol("image")
            .setLabelCol("label");
    assertThat(model.parametersSha256()).isEqualTo(trained);
    assertThat(model.hasSummary()).isFalse();
    assertThatThrownBy(model::summary).hasMessageContaining("has no summary: it was loaded");
    Row one = model.transform(images("test")).first();
    assertThat(one.<Vector>getAs("latent").size()).isEqualTo(2);
    assertThat(one.<Double>getAs("outlierScore")).isGreaterThan(100);
  }

  @Test
  void aRunFolderKeepsWhatATrainingNeedsToGoOn() throws Exception {
    String run = folder.resolve("run").toString();
    VariationalAutoencoder stage = stage().setCheckpointDir(run);
    assertThat(stage.fit(images("train")).parametersSha256()).isEqualTo(trained);
    for (String file :
        List.of("config.yaml", "provenance.json", "summary.json", "report.html", "checkpoints")) {
      assertThat(folder.resolve("run").resolve(file)).exists();
    }
    assertThat(folder.resolve("run/.lease.json")).doesNotExist();
    VariationalAutoencoderModel more = stage.setEpochs(3).fit(images("train"));
    assertThat(more.summary().totalIterations()).isEqualTo(3);
    assertThat(stage().setEpochs(3).fit(images("train")).parametersSha256())
        .isEqualTo(more.parametersSha256());
    // All epochs are done, the model is the same, and the results made from it stay.
    Path success = Files.createFile(folder.resolve("run/_SUCCESS"));
    assertThat(stage.fit(images("train")).parametersSha256()).isEqualTo(more.parametersSha256());
    assertThat(success).exists();
    assertThatThrownBy(() -> stage.fit(images("train").filter("index < 50")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("on another data set: training images is");
    Dataset<Row> others = images("train").withColumn("index", functions.expr("-index"));
    assertThatThrownBy(() -> stage.fit(others))
        .hasMessageMatching("Cannot resume on other training images: checksum \\w+, was \\w+");
  }

  @Test
  void aFolderOfSomebodyElseIsLeftAlone() throws Exception {
    Path notes = Files.writeString(folder.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> stage().setCheckpointDir(folder.toString()).fit(images("train")))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(folder.toString());
    assertThat(notes).hasContent("mine");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(notes);
    }
  }
}
