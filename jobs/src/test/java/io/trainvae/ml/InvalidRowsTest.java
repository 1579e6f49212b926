package io.trainvae.ml;

import static io.trainvae.ml.Tables.SPARK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.JobException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unusable rows and schemas are reported in one line, before anything is trained. */
class InvalidRowsTest {
  private static final List<Row> TABLE = Tables.correlated(40);

  private static Dataset<Row> with(Row... more) {
    List<Row> rows = new ArrayList<>(TABLE);
    rows.addAll(List.of(more));
    return Tables.of(rows, 2);
  }

  private static Row row(Object features) {
    return RowFactory.create(77L, 1.0, features);
  }

  private static Row of(double... features) {
    return row(Vectors.dense(features));
  }

  private static void assertRefused(VariationalAutoencoder stage, Dataset<Row> rows, String why) {
    assertThatThrownBy(() -> stage.fit(rows))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "Cannot use the row with id 77: %s; handleInvalid skip leaves such rows out", why);
  }

  @Test
  void eachFaultOfARowIsTold() {
    VariationalAutoencoder stage = Tables.stage();
    assertRefused(stage, with(row(null)), "column features is null");
    assertRefused(stage, with(of(1, 2)), "column features has 2 numbers, expected 6");
    assertRefused(
        stage,
        with(of(1, 2, Double.NaN, 4, 5, 6)),
        "column features has NaN at 2, expected a finite float");
    assertRefused(
        stage,
        with(of(1, 2, 3, 1e300, 5, 6)),
        "column features has 1.0E300 at 3, expected a finite float");
  }

  @Test
  void valuesOutsideALikelihoodsRangeAreTold() {
    VariationalAutoencoder stage =
        Tables.stage().putSetting("model.likelihood", "bernoulli").setHandleInvalid("error");
    Dataset<Row> one = SPARK.createDataFrame(List.of(of(0, 1, 0.5, 2, 0, 0)), Tables.SCHEMA);
    assertRefused(
        stage,
        one,
        "column features has 2.0 at 3, expected 0 to 1 with this likelihood; preset tabular is for numbers of any size");
  }

  @Test
  void labelsOfAConditionalModelAreChecked() {
    VariationalAutoencoder stage =
        Tables.stage().putSetting("model.classes", 2).setLabelCol("label");
    Row three = RowFactory.create(77L, 3.0, Vectors.dense(1, 2, 3, 4, 5, 6));
    assertRefused(stage, with(three), "column label is 3.0, expected a label 0 to 1");
    Row none = RowFactory.create(77L, null, Vectors.dense(1, 2, 3, 4, 5, 6));
    assertRefused(stage, with(none), "column label is null, expected a label 0 to 1");
  }

  @Test
  void aRowWithoutAKeyIsNamedByItsPlace() {
    assertThatThrownBy(() -> Tables.stage().setKeyCol("").fit(with(row(null)).coalesce(1)))
        .hasMessageMatching("Cannot use row \\d+ of partition 0: column features is null; .*");
  }

  @Test
  @Tag("long")
  void invalidRowsAreSkippedOrKept() {
    VariationalAutoencoder stage = Tables.stage().setHandleInvalid("skip");
    VariationalAutoencoderModel model = stage.fit(with(row(null), of(1, 2)));
    assertThat(model.parametersSha256())
        .isEqualTo(Tables.stage().fit(with()).parametersSha256())
        .isEqualTo(stage.setHandleInvalid("keep").fit(with(row(null))).parametersSha256());
    Dataset<Row> rows = with(row(null), of(1, 2));
    assertThat(model.transform(rows).count()).isEqualTo(40);
    Dataset<Row> kept = model.setHandleInvalid("keep").transform(rows);
    assertThat(kept.count()).isEqualTo(42);
    assertThat(kept.filter("latent is null and outlierScore is null").count()).isEqualTo(2);
    assertThatThrownBy(() -> model.setHandleInvalid("error").transform(rows).count())
        .hasStackTraceContaining("Cannot use the row with id 77: column features");
    assertThatThrownBy(() -> model.setHandleInvalid("drop"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("handleInvalid given invalid value drop");
  }

  @Test
  void nothingToTrainOnIsTold() {
    Dataset<Row> nulls = SPARK.createDataFrame(List.of(row(null)), Tables.SCHEMA);
    assertThatThrownBy(() -> Tables.stage().fit(nulls))
        .hasMessage("Cannot train on the DataFrame: column features has no value that is not null");
    Dataset<Row> bad = SPARK.createDataFrame(List.of(of(1, Double.NaN)), Tables.SCHEMA);
    assertThatThrownBy(() -> Tables.stage().setHandleInvalid("skip").fit(bad))
        .hasMessage(
            "Cannot train on the DataFrame: it has 0 usable rows (1 were left out), expected 1 at least");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id long, other string | Cannot find column features, the inputCol, among id, other",
        "id long, features string | Cannot use column features as inputCol: it is string, expected vector, array<float>, array<double>, binary or the struct of Spark's image source",
        "other long, features binary | Cannot find column id, the keyCol, among other, features",
        "id long, features binary, latent int | Cannot add column latent: there is one of that name",
      })
  void schemasAreRefusedBeforeAnyJob(String schema, String message) {
    assertThatThrownBy(() -> Tables.stage().transformSchema(StructType.fromDDL(schema)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void settingsAreRefusedAllAtOnceBeforeAnyJob() {
    VariationalAutoencoder stage =
        Tables.stage().setSettings("model.latnt=2", "train.batch=0", "model.classes=2");
    assertThatThrownBy(() -> stage.transformSchema(Tables.SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 problems")
        .hasMessageContaining("model.latnt: unknown key, the nearest known one is model.latent")
        .hasMessageContaining("train.batch: met 0");
    assertThatThrownBy(
            () -> Tables.stage().setSettings("model.classes=2").transformSchema(Tables.SCHEMA))
        .hasMessage("Cannot use the model without labelCol: it is conditional on 2 labels");
    VariationalAutoencoder tested =
        Tables.stage()
            .setSettings("evaluate.each-epoch=true", "train.early-stopping.monitor=test-neg-elbo");
    assertThatThrownBy(() -> tested.transformSchema(Tables.SCHEMA))
        .hasMessage(
            "Cannot use train.early-stopping.monitor test-neg-elbo: a DataFrame has no test images; expected reconstruction or neg-elbo");
    assertThatThrownBy(() -> Tables.stage().setPreset("none").transformSchema(Tables.SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> Tables.stage().setImageSize("28").transformSchema(Tables.SCHEMA))
        .hasMessage(
            "Cannot use imageSize 28: expected HxW in pixels, as in 28x28, or HxWx3 in colour");
  }
}
