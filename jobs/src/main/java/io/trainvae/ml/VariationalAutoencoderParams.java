package io.trainvae.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The Params that {@link VariationalAutoencoder} and {@link VariationalAutoencoderModel} share; a
 * model is given those of the estimator that fitted it. Spark finds a Param by the method that
 * returns it; {@code explainParams()} prints what each is for.
 */
public interface VariationalAutoencoderParams extends Params {

  /** The Params themselves. */
  StageParams stageParams();

  default Param<String> inputCol() {
    return stageParams().inputCol;
  }

  default String getInputCol() {
    return (String) getOrDefault(inputCol());
  }

  default Param<String> labelCol() {
    return stageParams().labelCol;
  }

  default String getLabelCol() {
    return (String) getOrDefault(labelCol());
  }

  default Param<String> keyCol() {
    return stageParams().keyCol;
  }

  default String getKeyCol() {
    return (String) getOrDefault(keyCol());
  }

  default Param<String> imageSize() {
    return stageParams().imageSize;
  }

  default String getImageSize() {
    return (String) getOrDefault(imageSize());
  }

  default Param<String> preset() {
    return stageParams().preset;
  }

  default String getPreset() {
    return (String) getOrDefault(preset());
  }

  default StringArrayParam settings() {
    return stageParams().settings;
  }

  default String[] getSettings() {
    return (String[]) getOrDefault(settings());
  }

  default IntParam epochs() {
    return stageParams().epochs;
  }

  default int getEpochs() {
    return (int) getOrDefault(epochs());
  }

  default IntParam workers() {
    return stageParams().workers;
  }

  default int getWorkers() {
    return (int) getOrDefault(workers());
  }

  default LongParam seed() {
    return stageParams().seed;
  }

  default long getSeed() {
    return (long) getOrDefault(seed());
  }

  default Param<String> checkpointDir() {
    return stageParams().checkpointDir;
  }

  default String getCheckpointDir() {
    return (String) getOrDefault(checkpointDir());
  }

  default Param<String> handleInvalid() {
    return stageParams().handleInvalid;
  }

  default String getHandleInvalid() {
    return (String) getOrDefault(handleInvalid());
  }

  default Param<String> latentCol() {
    return stageParams().latentCol;
  }

  default String getLatentCol() {
    return (String) getOrDefault(latentCol());
  }

  default Param<String> logVarianceCol() {
    return stageParams().logVarianceCol;
  }

  default String getLogVarianceCol() {
    return (String) getOrDefault(logVarianceCol());
  }

  default Param<String> scoreCol() {
    return stageParams().scoreCol;
  }

  default String getScoreCol() {
    return (String) getOrDefault(scoreCol());
  }

  default Param<String> reconstructionCol() {
    return stageParams().reconstructionCol;
  }

  default String getReconstructionCol() {
    return (String) getOrDefault(reconstructionCol());
  }

  default Param<String> predictionCol() {
    return stageParams().predictionCol;
  }

  default String getPredictionCol() {
    return (String) getOrDefault(predictionCol());
  }

  default DoubleParam contamination() {
    return stageParams().contamination;
  }

  default double getContamination() {
    return (double) getOrDefault(contamination());
  }

  default IntParam importanceSamples() {
    return stageParams().importanceSamples;
  }

  default int getImportanceSamples() {
    return (int) getOrDefault(importanceSamples());
  }

  default BooleanParam verbose() {
    return stageParams().verbose;
  }

  default boolean getVerbose() {
    return (boolean) getOrDefault(verbose());
  }
}
