package io.trainvae.run;

import io.trainvae.metrics.Summary;
import io.trainvae.storage.JsonFiles;
import io.trainvae.storage.Storage;
import org.apache.hadoop.fs.Path;

/** {@code summary.json}: a figure that was not computed, or is no number, is null. */
public final class SummaryFile {
  private SummaryFile() {}

  public static void write(Storage storage, Path file, Summary summary) {
    JsonFiles.write(storage, file, summary);
  }

  /**
   * @throws io.trainvae.error.JobException storage, when it cannot be read; data, when it is no
   *     summary
   */
  public static Summary read(Storage storage, Path file) {
    return JsonFiles.read(storage, file, Summary.class);
  }
}
