package io.trainvae.ml;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.stddev_pop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.data.DatasetInfo;
import io.trainvae.data.Progress;
import io.trainvae.data.Split;
import io.trainvae.decode.DecodeJob;
import io.trainvae.decode.DecodeRequest;
import io.trainvae.encode.EncodeJob;
import io.trainvae.encode.EncodeRequest;
import io.trainvae.evaluate.EvaluateJob;
import io.trainvae.evaluate.EvaluateRequest;
import io.trainvae.ingest.IngestJob;
import io.trainvae.ingest.IngestRequest;
import io.trainvae.ingest.images.ImageSettings;
import io.trainvae.metrics.Summary;
import io.trainvae.run.RunPublisher;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import io.trainvae.train.RunGuard;
import io.trainvae.train.StopSignal;
import io.trainvae.train.TrainJob;
import io.trainvae.train.TrainRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Feature vectors as a data set, held against the stage that trains on the same table. */
@Tag("long")
class FeaturesDatasetTest {
  private static final Storage STORAGE = new Storage(new Configuration());
  private static final RunPublisher PUBLISHER = RunPublisher.acquiring(STORAGE, line -> {});
  private static final String[] SETTINGS = {
    "train.epochs=2", "train.batch=16", "train.workers=1", "evaluate.batch=50"
  };

  private static final Map<String, String> COLUMNS =
      Map.of("features-column", "age, height,member", "label-column", "kind");

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path folder;

  private org.apache.hadoop.fs.Path at(String name) {
    return STORAGE.path(folder.resolve(name).toString());
  }

  private DatasetInfo ingest(String table, Map<String, String> settings, boolean append) {
    IngestRequest request =
        new IngestRequest(
            table.contains(":") ? table : "table:" + table,
            at("data"),
            OptionalInt.empty(),
            Optional.empty(),
            0,
            new ImageSettings(settings));
    return new IngestJob(spark, append ? request.appending() : request, Progress.SILENT).execute();
  }

  /** People: numbers of several types, of several scales. */
  private void people(String name, int seed, int rows) {
    StructType schema =
        new StructType()
            .add("age", DataTypes.IntegerType)
            .add("height", DataTypes.DoubleType)
            .add("member", DataTypes.BooleanType)
            .add("kind", DataTypes.StringType)
            .add("vector", SQLDataTypes.VectorType())
            .add("list", DataTypes.createArrayType(DataTypes.LongType));
    Random random = new Random(seed);
    List<Row> people = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int age = 20 + random.nextInt(60);
      double height = 1.7e6 + random.nextGaussian() - age;
      boolean member = random.nextBoolean();
      people.add(
          RowFactory.create(
              age,
              height,
              member,
              member ? "yes" : "no",
              Vectors.dense(age, height, member ? 1 : 0),
              List.of((long) age, (long) height, member ? 1L : 0L)));
    }
    spark.createDataFrame(people, schema).createOrReplaceTempView(name);
  }

  private Dataset<Row> split(Split split) {
    return spark.read().parquet(folder.resolve("data").resolve(split.folder()).toString());
  }

  @Test
  void columnsBecomeVectorsWithTheScalingOfTheTrainingSplit() {
    people("people", 1, 200);
    DatasetInfo info = ingest("people", COLUMNS, false);
    assertThat(info.features().columns()).containsExactly("age", "height", "member");
    assertThat(info.size()).isEqualTo("1x3");
    assertThat(info.classNames()).containsExactly("no", "yes");
    assertThat(info.total()).isEqualTo(200);
    assertThat(info.testImages()).isPositive();
    Dataset<Row> train = split(Split.TRAIN);
    for (int i = 0; i < 3; i++) {
      Row row =
          train
              .select(avg(col("features").getItem(i)), stddev_pop(col("features").getItem(i)))
              .first();
      assertThat(info.features().mean().get(i)).isEqualTo((float) row.getDouble(0));
      assertThat((double) info.features().deviation().get(i))
          .isCloseTo(row.getDouble(1), within(1e-5 * row.getDouble(1)));
    }
    long wrong = train.where("label != features[2]").count();
    assertThat(wrong).as("labels beside the features of others").isZero();

    // Another ingest keeps the scaling, because a training may continue with it.
    people("more", 2, 50);
    DatasetInfo grown = ingest("more", COLUMNS, true);
    assertThat(grown.total()).isEqualTo(250);
    assertThat(grown.features()).isEqualTo(info.features());
    assertThat(grown.parts()).hasSize(2);
  }

  @Test
  void vectorsAndArraysAreFeaturesAsWell() {
    people("people", 1, 40);
    ingest("people", Map.of("features-column", "vector"), false);
    List<Row> vectors = split(Split.TRAIN).select("features").collectAsList();
    ingest("people", Map.of("features-column", "age,height,member"), false);
    assertThat(split(Split.TRAIN).select("features").collectAsList()).isEqualTo(vectors);
    spark
        .table("people")
        .select("age", "height", "member")
        .selectExpr("age", "height", "cast(member as int) member")
        .write()
        .option("header", true)
        .csv(folder.resolve("csv").toString());
    Map<String, String> columns = Map.of("features-column", "age,height,member");
    DatasetInfo csv = ingest("csv:" + folder.resolve("csv"), columns, false);
    assertThat(csv.total()).isEqualTo(40);
    assertThat(split(Split.TRAIN).select("features").collectAsList()).isEqualTo(vectors);
    ingest("people", Map.of("features-column", "list"), false);
    assertThat(split(Split.TRAIN).where("features[0] >= 20").count()).isPositive();
  }

  @Test
  void whatIsNoNumberIsRefused() {
    people("people", 1, 10);
    spark
        .sql(
            "select if(age < 30, null, age) age, kind, vector from people union all select null, 'x', null")
        .createOrReplaceTempView("holes");
    assertThatThrownBy(() -> ingest("people", Map.of("features-column", "age,kind"), false))
        .hasMessageStartingWith(
            "Cannot use --features-column kind: in table:people it is string, expected numbers, or one column of arrays or vectors; there is ");
    assertThatThrownBy(() -> ingest("people", Map.of("features-column", "age,size"), false))
        .hasMessageStartingWith(
            "Cannot use --features-column size: table:people has no such column, it has age int");
    assertThatThrownBy(() -> ingest("holes", Map.of("features-column", "age"), false))
        .hasMessageContaining("feature 0 is no finite number; --on-bad-image skip leaves them out");
    assertThatThrownBy(() -> ingest("holes", Map.of("features-column", "vector"), false))
        .hasMessageContaining("Cannot read 1 of the rows of table:holes")
        .hasMessageContaining("it has no features");
    ingest("people", Map.of("features-column", "vector"), false);
    assertThatThrownBy(() -> ingest("people", Map.of("image-column", "kind"), true))
        .hasMessage("Cannot append images: the data set has feature vectors");
  }

  /** The stage reads the same rows by Spark SQL and standardises them itself. */
  @Test
  void aRunOnItIsTheStagesRun() {
    people("people", 3, 300);
    ingest("people", COLUMNS, false);
    RunConfig config = new ConfigLoader(STORAGE).load("tabular", List.of(SETTINGS));
    Summary trained =
        new TrainJob(
                spark,
                new TrainRequest(config, at("data"), at("run"), Optional.empty()),
                List.of(),
                new RunGuard(Optional.empty(), new StopSignal()))
            .execute();
    VariationalAutoencoderModel model =
        new VariationalAutoencoder()
            .setPreset("tabular")
            .setInputCol("features")
            .setKeyCol("index")
            .setSettings(SETTINGS)
            .setEpochs(2)
            .setWorkers(1)
            .fit(split(Split.TRAIN));
    assertThat(trained.parametersSha256()).isEqualTo(model.parametersSha256());
    assertThat(folder.resolve("run/images/training.gif")).doesNotExist();

    new EncodeJob(spark, new EncodeRequest(at("run"), at("data"), at("codes"), 0)).execute();
    Dataset<Row> codes =
        spark.read().parquet(folder.resolve("codes/split=test").toString()).orderBy("index");
    List<Row> scored =
        model
            .transform(split(Split.TEST))
            .orderBy("index")
            .select("outlierScore", "latent")
            .collectAsList();
    List<Row> met = codes.select("anomaly_score", "mean").collectAsList();
    assertThat(met).hasSameSizeAs(scored).isNotEmpty();
    double sum = 0;
    double stageSum = 0;
    for (int i = 0; i < met.size(); i++) {
      sum += met.get(i).getDouble(0);
      stageSum += ((Number) scored.get(i).get(0)).doubleValue();
      double[] latent = ((Vector) scored.get(i).get(1)).toArray();
      List<Float> mean = met.get(i).getList(1);
      for (int dim = 0; dim < latent.length; dim++) {
        assertThat(mean.get(dim).doubleValue()).isCloseTo(latent[dim], within(1e-5));
      }
    }
    // Their noise differs: by the index here, by the row's content there.
    assertThat(sum).isCloseTo(stageSum, within(0.05 * stageSum));
    Summary evaluated =
        new EvaluateJob(
                spark,
                new EvaluateRequest(at("run"), at("data"), OptionalInt.empty(), 0),
                PUBLISHER)
            .execute();
    assertThat(evaluated.test().negElbo()).isCloseTo(sum / met.size(), within(1e-4));
    assertThat(evaluated.unit()).isEqualTo("nats per row");
    assertThat(evaluated.testedOn()).isEqualTo(met.size() + " rows");

    List<org.apache.hadoop.fs.Path> drawn =
        new DecodeJob(
                spark,
                new DecodeRequest(at("run"), at("data"), config.decode(), Optional.empty()),
                PUBLISHER)
            .execute();
    assertThat(drawn)
        .extracting(org.apache.hadoop.fs.Path::getName)
        .contains("latent-scatter.png", "loss.png", "report.html")
        .doesNotContain("samples.png", "reconstructions.png", "latent-grid.png");
    assertThat(folder.resolve("run/report.html"))
        .content()
        .contains("Rows per second", "means over all rows", "test rows")
        .doesNotContainIgnoringCase("test image", "per image", "images/s");
  }
}
