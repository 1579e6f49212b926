package io.trainvae.inference;

import io.trainvae.config.ConfigLoader;
import io.trainvae.config.RunConfig;
import io.trainvae.error.JobException;
import io.trainvae.network.SavedModel;
import io.trainvae.run.RunFolder;
import io.trainvae.storage.Storage;
import java.util.List;
import org.apache.hadoop.fs.Path;

/** A run's configuration and the model that was trained with it. */
public record TrainedRun(RunFolder folder, RunConfig config, SavedModel model) {

  /**
   * @throws JobException usage, when the folder holds no trained run; data, when its model is
   *     damaged or another one than its configuration describes; storage, when it cannot be read
   */
  public static TrainedRun open(Storage storage, Path root) {
    RunFolder folder = RunFolder.open(storage, root);
    RunConfig config = new ConfigLoader(storage).read(folder.layout().config(), List.of());
    SavedModel model = SavedModel.read(storage, folder.layout().model());
    if (!model.spec().equals(config.model())) {
      throw JobException.data(
          "Cannot use %s: it is another model than that of %s, met %s, expected %s"
              .formatted(
                  folder.layout().model(),
                  folder.layout().config().getName(),
                  model.spec(),
                  config.model()));
    }
    return new TrainedRun(folder, config, model);
  }
}
