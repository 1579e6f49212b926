package io.trainvae.ml;

import static io.trainvae.ml.Tables.SPARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.network.Standardisation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Training on a table of features, and what becomes of its rows. */
class VariationalAutoencoderTest {
  private static final int ROWS = 300;
  private static final List<Row> TABLE = Tables.correlated(ROWS);

  private static Dataset<Row> table(int partitions) {
    List<Row> shuffled = new ArrayList<>(TABLE);
    Collections.shuffle(shuffled, new Random(partitions));
    return Tables.of(shuffled, partitions);
  }

  @Test
  @Tag("long")
  void rowsThatDoNotFollowTheOthersScoreHighest() {
    VariationalAutoencoderModel model =
        Tables.stage().setEpochs(30).setReconstructionCol("back").fit(table(2));
    List<Row> rows = new ArrayList<>(TABLE);
    double[] odd = {1010, 0.02, -2, 5e6, -4, 7};
    rows.add(RowFactory.create(9999L, 0.0, Vectors.dense(odd)));
    Dataset<Row> scored = model.transform(Tables.of(rows, 3)).cache();
    Row first = scored.orderBy(functions.desc("outlierScore")).first();
    assertThat(first.<Long>getAs("id")).isEqualTo(9999L);
    assertThat(scored.columns())
        .containsExactly("id", "label", "features", "latent", "outlierScore", "back");
    Row usual = scored.filter("id = 7").first();
    Vector features = usual.getAs("features");
    Vector back = usual.getAs("back");
    assertThat(back.apply(0)).isCloseTo(features.apply(0), within(4.0));
    assertThat(back.apply(3)).isCloseTo(features.apply(3), within(8e5));
    assertThat(back.apply(5)).isCloseTo(7, within(0.5));
    double[] losses = model.summary().objectiveHistory();
    assertThat(losses).hasSize(30);
    assertThat(losses[29]).isLessThan(losses[0] - 2);
    scored.unpersist();
  }

  @Test
  void featuresAreStandardisedByTheClosedForm() {
    Standardisation met = Tables.stage().setEpochs(1).fit(table(3)).model().standardisation();
    for (int feature = 0; feature < 6; feature++) {
      int f = feature;
      double[] values =
          TABLE.stream().mapToDouble(row -> (float) row.<Vector>getAs(2).apply(f)).toArray();
      double mean = Arrays.stream(values).average().orElseThrow();
      double variance =
          Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
      assertThat(met.mean()[f]).isEqualTo((float) mean);
      float expected = variance == 0 ? 1 : (float) Math.sqrt(variance);
      assertThat(met.deviation()[f]).isCloseTo(expected, within(expected * 1e-6f));
    }
  }

  @Test
  @Tag("long")
  void theSameRowsGiveTheSameModelInAnyPartitions() {
    String one = Tables.stage().fit(table(1)).parametersSha256();
    assertThat(Tables.stage().fit(table(4)).parametersSha256()).isEqualTo(one);
    assertThat(Tables.stage().setSeed(1).fit(table(4)).parametersSha256()).isNotEqualTo(one);
    // Without a key, the order of the rows is that of the partitions.
    VariationalAutoencoder unordered = Tables.stage().setKeyCol("");
    String straight = unordered.fit(SPARK.createDataFrame(TABLE, Tables.SCHEMA)).parametersSha256();
    assertThat(straight).isEqualTo(one);
  }

  @Test
  void asManyWorkersAsThereAreSlotsTrainLikeSoManyAskedFor() {
    VariationalAutoencoder stage = Tables.stage().putSetting("train.threads", 1);
    assertThat(stage.fit(table(2)).parametersSha256())
        .isEqualTo(stage.copy(ParamMap.empty()).setWorkers(2).fit(table(2)).parametersSha256());
  }

  @Test
  @Tag("long")
  void whatIsAddedToARowDependsOnTheRowAlone() {
    VariationalAutoencoderModel model = Tables.stage().setImportanceSamples(3).fit(table(2));
    List<Row> all = model.transform(table(3)).orderBy("id").collectAsList();
    Row alone = model.transform(table(1).filter("id = 42")).first();
    assertThat(alone).isEqualTo(all.get(42));
    assertThat(alone.<Vector>getAs("latent").size()).isEqualTo(2).isEqualTo(model.latentSize());
  }

  @Test
  void theThresholdCallsAsManyRowsOutliersAsAreExpected() {
    VariationalAutoencoderModel model =
        Tables.stage().setContamination(0.1).setPredictionCol("predictedLabel").fit(table(2));
    long outliers = model.transform(table(2)).filter("predictedLabel = 1.0").count();
    assertThat((double) outliers).isCloseTo(0.1 * ROWS, within(2.0));
  }

  @Test
  void everyParamIsFoundAndExplained() {
    VariationalAutoencoder stage = new VariationalAutoencoder("v");
    assertThat(Arrays.stream(stage.params()).map(Param::name))
        .containsExactly(
            "checkpointDir",
            "contamination",
            "epochs",
            "handleInvalid",
            "imageSize",
            "importanceSamples",
            "inputCol",
            "keyCol",
            "labelCol",
            "latentCol",
            "logVarianceCol",
            "predictionCol",
            "preset",
            "reconstructionCol",
            "scoreCol",
            "seed",
            "settings",
            "verbose",
            "workers");
    assertThat(stage.explainParams())
        .contains("epochs: passes over the rows; 0: the preset's (default: 0)");
    VariationalAutoencoder copy =
        stage.copy(new ParamMap().put(stage.epochs().w(4))).setPreset("cnn");
    assertThat(copy.uid()).isEqualTo("v");
    assertThat(copy.getEpochs()).isEqualTo(4);
    assertThat(stage.getEpochs()).isZero();
  }
}
