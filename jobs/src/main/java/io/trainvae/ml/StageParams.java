package io.trainvae.ml;

import io.trainvae.config.Presets;
import java.io.Serializable;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;

/** The Params of the estimator and of its models, with their documentation. */
final class StageParams implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> inputCol;
  final Param<String> labelCol;
  final Param<String> keyCol;
  final Param<String> imageSize;
  final Param<String> preset;
  final StringArrayParam settings;
  final IntParam epochs;
  final IntParam workers;
  final LongParam seed;
  final Param<String> checkpointDir;
  final Param<String> handleInvalid;
  final Param<String> latentCol;
  final Param<String> logVarianceCol;
  final Param<String> scoreCol;
  final Param<String> reconstructionCol;
  final Param<String> predictionCol;
  final DoubleParam contamination;
  final IntParam importanceSamples;
  final BooleanParam verbose;

  /**
   * @param stage that has its uid already, since every Param names it
   */
  StageParams(VariationalAutoencoderParams stage) {
    String off = "; an empty name switches it off";
    inputCol =
        new Param<>(stage, "inputCol", "column of images or features: " + InputKind.EXPECTED);
    labelCol =
        new Param<>(stage, "labelCol", "column of labels from 0, for a model with model.classes");
    keyCol =
        new Param<>(
            stage,
            "keyCol",
            "column of unique keys that orders the rows of a training and names a row in errors;"
                + " without one the order is that of the partitions");
    imageSize =
        new Param<>(
            stage,
            "imageSize",
            "HxW, or HxWx3 in colour, of images that are binary or vectors; if empty, a grey square"
                + " where the numbers make one");
    preset = new Param<>(stage, "preset", "a preset's name, or the path or URI of a YAML file");
    settings =
        new StringArrayParam(
            stage, "settings", "key=value of any other setting, as in model.latent=10");
    epochs =
        new IntParam(
            stage, "epochs", "passes over the rows; 0: the preset's", ParamValidators.gtEq(0));
    workers =
        new IntParam(
            stage,
            "workers",
            "replicas that train side by side; 0: one in local mode, else one for every slot",
            ParamValidators.gtEq(0));
    seed =
        new LongParam(
            stage, "seed", "of initial weights, shuffles and noise", ParamValidators.gtEq(0));
    checkpointDir =
        new Param<>(
            stage,
            "checkpointDir",
            "folder of a run: checkpoints, metrics and report go there, and a training that was"
                + " interrupted goes on from there; if empty, nothing is written");
    handleInvalid =
        new Param<>(
            stage,
            "handleInvalid",
            "what becomes of a row that cannot be used: error, skip, or keep with null in the"
                + " columns added (a training leaves it out)",
            ParamValidators.inArray(HandleInvalid.ids()));
    latentCol = new Param<>(stage, "latentCol", "column of the latent means, a vector" + off);
    logVarianceCol =
        new Param<>(stage, "logVarianceCol", "column of the latent log variances, a vector" + off);
    scoreCol =
        new Param<>(
            stage,
            "scoreCol",
            "column of the anomaly score in nats: the negative ELBO, or with importanceSamples the"
                + " negative importance-weighted bound"
                + off);
    reconstructionCol =
        new Param<>(
            stage,
            "reconstructionCol",
            "column of what the latent mean decodes to, a vector" + off);
    predictionCol =
        new Param<>(
            stage,
            "predictionCol",
            "column that is 1 for an outlier and 0 else, where contamination is set" + off);
    contamination =
        new DoubleParam(
            stage,
            "contamination",
            "part of the training rows that are outliers, which decides the threshold; 0: no"
                + " threshold",
            ParamValidators.inRange(0, 0.5));
    importanceSamples =
        new IntParam(
            stage,
            "importanceSamples",
            "latents of a row that its score is made of; 0: the score is the negative ELBO",
            ParamValidators.gtEq(0));
    verbose = new BooleanParam(stage, "verbose", "whether a training prints its progress");
    setDefaults(stage);
  }

  private void setDefaults(VariationalAutoencoderParams stage) {
    stage.setDefault(inputCol, "features");
    stage.setDefault(labelCol, "");
    stage.setDefault(keyCol, "");
    stage.setDefault(imageSize, "");
    stage.setDefault(preset, Presets.DEFAULT);
    stage.setDefault(settings, new String[0]);
    stage.setDefault(epochs, 0);
    stage.setDefault(workers, 0);
    stage.setDefault(seed, 0L);
    stage.setDefault(checkpointDir, "");
    stage.setDefault(handleInvalid, "error");
    stage.setDefault(latentCol, "latent");
    stage.setDefault(logVarianceCol, "");
    stage.setDefault(scoreCol, "outlierScore");
    stage.setDefault(reconstructionCol, "");
    stage.setDefault(predictionCol, "");
    stage.setDefault(contamination, 0.0);
    stage.setDefault(importanceSamples, 0);
    stage.setDefault(verbose, false);
  }
}
