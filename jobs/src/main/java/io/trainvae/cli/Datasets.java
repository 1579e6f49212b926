package io.trainvae.cli;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Split;
import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.ingest.DatasetOutput;
import io.trainvae.output.OutputFolder;
import io.trainvae.storage.Storage;
import org.apache.hadoop.fs.Path;

/** Looks at a Parquet data set before a job is started on it. */
final class Datasets {
  private Datasets() {}

  /**
   * @throws io.trainvae.error.JobException storage, when it cannot be read; data, when it is no
   *     data set
   */
  static DatasetInfo info(Storage storage, Path root) {
    try {
      storage.preflightRead(root);
    } catch (JobException e) {
      if (e.exitCode() != ExitCode.DATA || !recovered(storage, root)) {
        throw e;
      }
    }
    if (!storage.exists(new Path(root, DatasetJson.FILE))) {
      recovered(storage, root);
    }
    return DatasetJson.read(root, storage.configuration());
  }

  private static boolean recovered(Storage storage, Path root) {
    return OutputFolder.recover(storage, root, new DatasetOutput());
  }

  /**
   * @throws io.trainvae.error.JobException data, when a split has no images
   */
  static void requireBothSplits(DatasetInfo info, Path root) {
    for (Split split : Split.REQUIRED) {
      if (info.images(split) == 0) {
        throw JobException.data(
            "Cannot use the %s split of %s: it is empty".formatted(split.id(), root));
      }
    }
  }
}
