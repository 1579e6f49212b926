package io.trainvae.inference;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import io.trainvae.ingest.ParquetDataset;
import io.trainvae.network.SavedModel;
import io.trainvae.run.RunFolder;
import io.trainvae.run.RunLayout;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** What every job on a trained run begins with: the run, and the images to look at with it. */
public record TrainedRun(
    Storage storage, RunFolder folder, RunConfig config, SavedModel model, ParquetDataset dataset) {

  /**
   * @param run folder of the run
   * @param data root of a data set, not necessarily the one it was trained on
   * @throws JobException usage, when the folder holds no trained run; data, when something in it or
   *     in the data set is damaged; storage, when it cannot be read
   */
  public static TrainedRun open(SparkSession spark, Path run, Path data) {
    Storage storage = new Storage(spark.sparkContext().hadoopConfiguration());
    RunFolder folder = RunFolder.open(storage, run);
    return new TrainedRun(
        storage,
        folder,
        new ConfigLoader(storage).read(folder.layout().config(), List.of()),
        SavedModel.read(storage, folder.layout().model()),
        ParquetDataset.open(spark, data));
  }

  public RunLayout layout() {
    return folder.layout();
  }

  /** The model on the executors; to be closed. */
  public Inference inference(SparkSession spark) {
    return new Inference(spark, dataset, model, config.evaluate().batch());
  }
}
