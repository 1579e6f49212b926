package io.trainvae.ml;

import java.util.Arrays;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * The mean score of rows that a model transformed, in nats; lower is better. {@code negElbo} is the
 * mean negative ELBO; {@code importanceWeightedBound} is the mean negative bound of Burda et al.
 * 2016, eq. 8, for which the model's {@code importanceSamples} must be set.
 */
public final class VariationalAutoencoderEvaluator extends Evaluator
    implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;
  private static final String NEG_ELBO = "negElbo";
  private static final String BOUND = "importanceWeightedBound";

  private final String uid;
  private final Param<String> scoreCol;
  private final Param<String> metricName;

  public VariationalAutoencoderEvaluator() {
    this(Identifiable.randomUID("vaeEval"));
  }

  public VariationalAutoencoderEvaluator(String uid) {
    this.uid = uid;
    this.scoreCol = new Param<>(this, "scoreCol", "column of scores that a model added");
    this.metricName =
        new Param<>(
            this,
            "metricName",
            "%s or %s, both means over the rows in nats".formatted(NEG_ELBO, BOUND),
            ParamValidators.inArray(new String[] {NEG_ELBO, BOUND}));
    setDefault(scoreCol, "outlierScore");
    setDefault(metricName, NEG_ELBO);
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> scoreCol() {
    return scoreCol;
  }

  public String getScoreCol() {
    return (String) getOrDefault(scoreCol);
  }

  public VariationalAutoencoderEvaluator setScoreCol(String value) {
    set(scoreCol, value);
    return this;
  }

  public Param<String> metricName() {
    return metricName;
  }

  public String getMetricName() {
    return (String) getOrDefault(metricName);
  }

  public VariationalAutoencoderEvaluator setMetricName(String value) {
    set(metricName, value);
    return this;
  }

  @Override
  public double evaluate(Dataset<?> dataset) {
    check(column(dataset));
    Row mean = dataset.select(functions.avg("`" + getScoreCol() + "`")).first();
    if (mean.isNullAt(0)) {
      throw new IllegalArgumentException(
          "Cannot evaluate column %s: it has no score in any row".formatted(getScoreCol()));
    }
    return mean.getDouble(0);
  }

  private StructField column(Dataset<?> dataset) {
    return Arrays.stream(dataset.schema().fields())
        .filter(field -> field.name().equals(getScoreCol()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Cannot find column %s, the scoreCol, among %s"
                        .formatted(
                            getScoreCol(), String.join(", ", dataset.schema().fieldNames()))));
  }

  private void check(StructField scores) {
    if (!scores.metadata().contains(OutputSchema.IMPORTANCE_SAMPLES)) {
      return;
    }
    boolean bound = scores.metadata().getLong(OutputSchema.IMPORTANCE_SAMPLES) > 0;
    if (bound != getMetricName().equals(BOUND)) {
      throw new IllegalArgumentException(
          "Cannot evaluate %s: column %s has the %s; %s"
              .formatted(
                  getMetricName(),
                  scores.name(),
                  bound ? BOUND : NEG_ELBO,
                  bound
                      ? "set metricName to " + BOUND
                      : "set importanceSamples of the autoencoder"));
    }
  }

  @Override
  public boolean isLargerBetter() {
    return false;
  }

  @Override
  public VariationalAutoencoderEvaluator copy(ParamMap extra) {
    return (VariationalAutoencoderEvaluator) defaultCopy(extra);
  }

  public static MLReader<VariationalAutoencoderEvaluator> read() {
    return new DefaultParamsReader<>();
  }

  public static VariationalAutoencoderEvaluator load(String path) {
    return read().load(path);
  }
}
