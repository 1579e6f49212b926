package io.trainvae.ml;

import static io.trainvae.ml.Tables.SPARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages among those of Spark. */
class PipelineTest {
  private static final Dataset<Row> TABLE = Tables.of(Tables.correlated(120), 2).cache();

  @TempDir Path folder;

  @AfterAll
  static void unpersist() {
    TABLE.unpersist();
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }

  private static List<Row> collect(Dataset<Row> rows) {
    return rows.orderBy("id").collectAsList();
  }

  @Test
  @Tag("long")
  void aClassifierOnItsLatentsIsCrossValidated() throws Exception {
    StandardScaler scaler =
        new StandardScaler().setInputCol("features").setOutputCol("scaled").setWithMean(true);
    VariationalAutoencoder vae = Tables.stage().setInputCol("scaled");
    LogisticRegression classifier = new LogisticRegression().setFeaturesCol("latent");
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {scaler, vae, classifier});
    ParamMap[] grid = new ParamGridBuilder().addGrid(vae.epochs(), epochs(1, 4)).build();
    CrossValidatorModel best =
        new CrossValidator()
            .setEstimator(pipeline)
            .setEvaluator(new BinaryClassificationEvaluator())
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setSeed(1)
            .fit(TABLE);
    assertThat(best.avgMetrics()[1]).isGreaterThan(0.9);
    best.write().overwrite().save(in("best"));
    Dataset<Row> again = CrossValidatorModel.load(in("best")).transform(TABLE);
    assertThat(collect(again)).isEqualTo(collect(best.transform(TABLE)));
    AttributeGroup latent = AttributeGroup.fromStructField(again.schema().apply("latent"));
    assertThat(latent.size()).isEqualTo(2);
  }

  private static scala.collection.Iterable<Object> epochs(Object... values) {
    return scala.collection.JavaConverters.asScalaBuffer(List.of(values));
  }

  @Test
  @Tag("long")
  void trainValidationSplitTakesTheModelWithTheLowestScore() throws Exception {
    VariationalAutoencoder vae = Tables.stage();
    var evaluator = new VariationalAutoencoderEvaluator();
    var best =
        new TrainValidationSplit()
            .setEstimator(vae)
            .setEvaluator(evaluator)
            .setEstimatorParamMaps(
                new ParamGridBuilder().addGrid(vae.epochs(), epochs(1, 8)).build())
            .setSeed(1)
            .fit(TABLE);
    assertThat(best.validationMetrics()[1]).isLessThan(best.validationMetrics()[0]);
    var model = (VariationalAutoencoderModel) best.bestModel();
    assertThat(model.getEpochs()).isEqualTo(8);
    assertThat(model.parent()).isInstanceOf(VariationalAutoencoder.class);
  }

  @Test
  void theEvaluatorIsTheMeanOfWhatTheModelSays() {
    VariationalAutoencoderModel model = Tables.stage().fit(TABLE);
    var evaluator = new VariationalAutoencoderEvaluator();
    Dataset<Row> scored = model.transform(TABLE);
    double mean =
        scored.select("outlierScore").collectAsList().stream()
            .mapToDouble(row -> row.getDouble(0))
            .average()
            .orElseThrow();
    assertThat(evaluator.evaluate(scored)).isCloseTo(mean, within(1e-9));
    assertThat(evaluator.isLargerBetter()).isFalse();
    evaluator.setMetricName("importanceWeightedBound");
    assertThatThrownBy(() -> evaluator.evaluate(scored))
        .hasMessage(
            "Cannot evaluate importanceWeightedBound: column outlierScore has the negElbo; set importanceSamples of the autoencoder");
    double bound = evaluator.evaluate(model.setImportanceSamples(20).transform(TABLE));
    assertThat(bound).isLessThan(mean);
    assertThatThrownBy(() -> evaluator.setScoreCol("score").evaluate(scored))
        .hasMessageContaining("Cannot find column score, the scoreCol, among id, label, features");
  }

  @Test
  @Tag("long")
  void stagesAreSavedAndLoaded() throws Exception {
    VariationalAutoencoder vae = Tables.stage().setReconstructionCol("back").setContamination(0.1);
    vae.save(in("vae"));
    VariationalAutoencoder loaded = VariationalAutoencoder.load(in("vae"));
    assertThat(loaded.getSettings()).isEqualTo(vae.getSettings());
    assertThat(explained(loaded)).isEqualTo(explained(vae));
    VariationalAutoencoderModel model = loaded.fit(TABLE);
    model.save(in("model"));
    assertThatThrownBy(() -> model.save(in("model"))).hasMessageContaining("already exists");
    VariationalAutoencoderModel read = VariationalAutoencoderModel.load(in("model"));
    assertThat(read.uid()).isEqualTo(model.uid());
    assertThat(read.getThreshold()).isEqualTo(model.getThreshold());
    assertThat(collect(read.transform(TABLE))).isEqualTo(collect(model.transform(TABLE)));
    PipelineModel pipeline = new Pipeline().setStages(new PipelineStage[] {vae}).fit(TABLE);
    pipeline.save(in("pipeline"));
    assertThat(collect(PipelineModel.load(in("pipeline")).transform(TABLE)))
        .isEqualTo(collect(pipeline.transform(TABLE)));
    var evaluator = new VariationalAutoencoderEvaluator().setScoreCol("s");
    evaluator.save(in("evaluator"));
    assertThat(VariationalAutoencoderEvaluator.load(in("evaluator")).getScoreCol()).isEqualTo("s");
  }

  /** Without the settings, which print as an array's address. */
  private static List<String> explained(VariationalAutoencoder stage) {
    return stage.explainParams().lines().filter(line -> !line.startsWith("settings:")).toList();
  }

  @Test
  void anEmptyNameSwitchesAColumnOff() {
    VariationalAutoencoderModel model = Tables.stage().fit(TABLE);
    assertThat(model.setLatentCol("").transform(TABLE).columns())
        .containsExactly("id", "label", "features", "outlierScore");
    model.setScoreCol("").setLogVarianceCol("spread").setReconstructionCol("back");
    assertThat(model.transform(TABLE).columns())
        .containsExactly("id", "label", "features", "spread", "back");
  }

  @Test
  @Tag("long")
  void aStreamIsScoredAsItArrives() throws Exception {
    VariationalAutoencoderModel model = Tables.stage().fit(TABLE);
    TABLE.filter("id < 80").write().parquet(in("arriving/first"));
    Dataset<Row> stream = SPARK.readStream().schema(Tables.SCHEMA).parquet(in("arriving") + "/*");
    StreamingQuery query =
        model
            .transform(stream)
            .writeStream()
            .format("memory")
            .queryName("scored")
            .option("checkpointLocation", in("progress"))
            .start();
    try {
      query.processAllAvailable();
      assertThat(SPARK.table("scored").count()).isEqualTo(80);
      TABLE.filter("id >= 80").write().parquet(in("arriving/second"));
      query.processAllAvailable();
    } finally {
      query.stop();
    }
    assertThat(collect(SPARK.table("scored"))).isEqualTo(collect(model.transform(TABLE)));
  }

  @Test
  void settingsOfAFitWinOverThoseOfTheStage() {
    VariationalAutoencoder vae = Tables.stage();
    VariationalAutoencoderModel model = vae.fit(TABLE, new ParamMap().put(vae.epochs().w(3)));
    assertThat(model.summary().totalIterations()).isEqualTo(3);
    assertThat(model.transform(TABLE).select(functions.max("outlierScore")).first().isNullAt(0))
        .isFalse();
  }
}
