package io.trainvae.ml;

import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import io.trainvae.train.InMemoryTraining.Trained;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a variational autoencoder (Kingma and Welling 2014) to a column of images or feature
 * vectors, by parameter averaging over the cluster's executors.
 *
 * <pre>{@code
 * VariationalAutoencoderModel model =
 *     new VariationalAutoencoder().setInputCol("features").setPreset("tabular").fit(table);
 * Dataset<Row> scored = model.transform(table);
 * }</pre>
 *
 * <p>The same rows in the same order, the same Params and the same number of workers give the same
 * model, to the bit. The order is that of {@code keyCol}, or that of the partitions and of the rows
 * in each. Features are standardised if {@code model.likelihood} is linear; otherwise they must be
 * in [0, 1].
 */
public final class VariationalAutoencoder extends Estimator<VariationalAutoencoderModel>
    implements VariationalAutoencoderParams, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final StageParams stageParams;

  public VariationalAutoencoder() {
    this(Identifiable.randomUID("vae"));
  }

  public VariationalAutoencoder(String uid) {
    this.uid = uid;
    this.stageParams = new StageParams(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public StageParams stageParams() {
    return stageParams;
  }

  /**
   * Trains.
   *
   * @throws IllegalArgumentException if a Param or the schema cannot be used, before any job
   * @throws JobException if a row cannot be used, or training diverges
   */
  @Override
  public VariationalAutoencoderModel fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    RunConfig config = Settings.of(this);
    Trained trained = new Fitting(this, config).on(dataset);
    VariationalAutoencoderModel model =
        new VariationalAutoencoderModel(uid, trained.model(), trained.config());
    copyValues(model, ParamMap.empty());
    model.setParent(this);
    model.setSummary(new VariationalAutoencoderSummary(trained.epochs()));
    if (getContamination() > 0) {
      model.setThreshold(Threshold.of(model, dataset, getContamination()));
    }
    return model;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    RunConfig config = Settings.of(this);
    return new OutputSchema(this, config.model()).of(schema);
  }

  @Override
  public VariationalAutoencoder copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads an estimator that was saved. */
  public static MLReader<VariationalAutoencoder> read() {
    return new DefaultParamsReader<>();
  }

  public static VariationalAutoencoder load(String path) {
    return read().load(path);
  }

  /** Any other setting, as {@code key=value}. */
  public VariationalAutoencoder setSettings(String... value) {
    set(settings(), value);
    return this;
  }

  /** Any other setting, by its key. */
  public VariationalAutoencoder setSettings(Map<String, ?> value) {
    return setSettings(
        value.entrySet().stream()
            .map(setting -> setting.getKey() + "=" + setting.getValue())
            .toArray(String[]::new));
  }

  /** Adds one setting to the existing ones. */
  public VariationalAutoencoder putSetting(String key, Object value) {
    return setSettings(
        Stream.concat(Arrays.stream(getSettings()), Stream.of(key + "=" + value))
            .toArray(String[]::new));
  }

  public VariationalAutoencoder setInputCol(String value) {
    set(inputCol(), value);
    return this;
  }

  public VariationalAutoencoder setLabelCol(String value) {
    set(labelCol(), value);
    return this;
  }

  public VariationalAutoencoder setKeyCol(String value) {
    set(keyCol(), value);
    return this;
  }

  public VariationalAutoencoder setImageSize(String value) {
    set(imageSize(), value);
    return this;
  }

  public VariationalAutoencoder setPreset(String value) {
    set(preset(), value);
    return this;
  }

  public VariationalAutoencoder setEpochs(int value) {
    set(epochs(), value);
    return this;
  }

  public VariationalAutoencoder setWorkers(int value) {
    set(workers(), value);
    return this;
  }

  public VariationalAutoencoder setSeed(long value) {
    set(seed(), value);
    return this;
  }

  public VariationalAutoencoder setCheckpointDir(String value) {
    set(checkpointDir(), value);
    return this;
  }

  public VariationalAutoencoder setHandleInvalid(String value) {
    set(handleInvalid(), value);
    return this;
  }

  public VariationalAutoencoder setLatentCol(String value) {
    set(latentCol(), value);
    return this;
  }

  public VariationalAutoencoder setLogVarianceCol(String value) {
    set(logVarianceCol(), value);
    return this;
  }

  public VariationalAutoencoder setScoreCol(String value) {
    set(scoreCol(), value);
    return this;
  }

  public VariationalAutoencoder setReconstructionCol(String value) {
    set(reconstructionCol(), value);
    return this;
  }

  public VariationalAutoencoder setPredictionCol(String value) {
    set(predictionCol(), value);
    return this;
  }

  public VariationalAutoencoder setContamination(double value) {
    set(contamination(), value);
    return this;
  }

  public VariationalAutoencoder setImportanceSamples(int value) {
    set(importanceSamples(), value);
    return this;
  }

  public VariationalAutoencoder setVerbose(boolean value) {
    set(verbose(), value);
    return this;
  }
}
