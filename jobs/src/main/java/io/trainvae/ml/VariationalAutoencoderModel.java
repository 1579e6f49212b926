package io.trainvae.ml;

import io.trainvae.config.RunConfig;
import io.trainvae.inference.TrainedRun;
import io.trainvae.network.SavedModel;
import io.trainvae.storage.Storage;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A trained variational autoencoder. {@link #transform} adds a column for each of {@code
 * latentCol}, {@code logVarianceCol}, {@code scoreCol}, {@code reconstructionCol} and {@code
 * predictionCol} whose name is not empty; nothing is computed for the others. What is added to a
 * row depends on the row and the model alone, so that batches and streams give the same.
 */
public final class VariationalAutoencoderModel extends Model<VariationalAutoencoderModel>
    implements VariationalAutoencoderParams, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final StageParams stageParams;
  private final DoubleParam threshold;
  private final SavedModel model;
  private final RunConfig config;
  private final transient ModelBroadcast broadcast;
  private transient VariationalAutoencoderSummary summary;

  /**
   * @param config that the model was trained with
   */
  VariationalAutoencoderModel(String uid, SavedModel model, RunConfig config) {
    this.uid = uid;
    this.stageParams = new StageParams(this);
    this.threshold = new DoubleParam(this, "threshold", "score above which predictionCol is 1");
    setDefault(threshold, Double.POSITIVE_INFINITY);
    this.model = model;
    this.config = config;
    this.broadcast = new ModelBroadcast(model);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public StageParams stageParams() {
    return stageParams;
  }

  /** The score above which a row is called an outlier. */
  public DoubleParam threshold() {
    return threshold;
  }

  public double getThreshold() {
    return (double) getOrDefault(threshold);
  }

  public VariationalAutoencoderModel setThreshold(double value) {
    set(threshold, value);
    return this;
  }

  /** Number of latent dimensions. */
  public int latentSize() {
    return model.spec().latent();
  }

  /** Numbers of a row's image or feature vector. */
  public int numFeatures() {
    return model.pixels();
  }

  /** SHA-256 of the parameters, by which two models can be compared. */
  public String parametersSha256() {
    return model.parametersSha256();
  }

  SavedModel model() {
    return model;
  }

  RunConfig config() {
    return config;
  }

  /** Whether this process trained the model, so that there is a {@link #summary}. */
  public boolean hasSummary() {
    return summary != null;
  }

  /**
   * The training history of the model.
   *
   * @throws IllegalStateException if the model was loaded
   */
  public VariationalAutoencoderSummary summary() {
    if (summary == null) {
      throw new IllegalStateException("%s has no summary: it was loaded".formatted(uid));
    }
    return summary;
  }

  void setSummary(VariationalAutoencoderSummary trained) {
    summary = trained;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    return new Transformation(this, broadcast).of(dataset, schema);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return new OutputSchema(this, model.spec()).of(schema);
  }

  @Override
  public VariationalAutoencoderModel copy(ParamMap extra) {
    VariationalAutoencoderModel copy = new VariationalAutoencoderModel(uid, model, config);
    copyValues(copy, extra);
    copy.setParent(parent());
    copy.summary = summary;
    return copy;
  }

  @Override
  public MLWriter write() {
    return new ModelFiles.Writer(this);
  }

  /** Reads a model that was saved. */
  public static MLReader<VariationalAutoencoderModel> read() {
    return new ModelFiles.Reader();
  }

  public static VariationalAutoencoderModel load(String path) {
    return read().load(path);
  }

  /**
   * The model of a run that {@code train-vae train} wrote, or that a fit wrote to its {@code
   * checkpointDir}.
   *
   * @param uri of the run's folder
   */
  public static VariationalAutoencoderModel ofRun(String uri) {
    Storage storage = new Storage(Settings.hadoop());
    TrainedRun run = TrainedRun.open(storage, storage.path(uri));
    return new VariationalAutoencoderModel(
        Identifiable.randomUID("vae"), run.model(), run.config());
  }

  public VariationalAutoencoderModel setInputCol(String value) {
    set(inputCol(), value);
    return this;
  }

  public VariationalAutoencoderModel setLabelCol(String value) {
    set(labelCol(), value);
    return this;
  }

  public VariationalAutoencoderModel setKeyCol(String value) {
    set(keyCol(), value);
    return this;
  }

  public VariationalAutoencoderModel setHandleInvalid(String value) {
    set(handleInvalid(), value);
    return this;
  }

  public VariationalAutoencoderModel setLatentCol(String value) {
    set(latentCol(), value);
    return this;
  }

  public VariationalAutoencoderModel setLogVarianceCol(String value) {
    set(logVarianceCol(), value);
    return this;
  }

  public VariationalAutoencoderModel setScoreCol(String value) {
    set(scoreCol(), value);
    return this;
  }

  public VariationalAutoencoderModel setReconstructionCol(String value) {
    set(reconstructionCol(), value);
    return this;
  }

  public VariationalAutoencoderModel setPredictionCol(String value) {
    set(predictionCol(), value);
    return this;
  }

  public VariationalAutoencoderModel setImportanceSamples(int value) {
    set(importanceSamples(), value);
    return this;
  }
}
