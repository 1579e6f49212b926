package io.trainvae.ingest;

import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.ingest.SplitFooters.Footer;
import io.trainvae.output.OutputFolder;
import io.trainvae.storage.StorageErrors;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Counts the rows that a job has written, from the footers of its Parquet files. */
public final class WrittenRows {
  private WrittenRows() {}

  /**
   * The rows of both splits.
   *
   * @param root where they are going to be published
   * @throws JobException failed, if they are not as many as there are images
   */
  public static long checked(OutputFolder output, Path root, long images, Configuration conf) {
    long rows = 0;
    for (Split split : Split.values()) {
      rows += count(output.target(split), output.written(split), conf);
    }
    if (rows != images) {
      throw JobException.failed(
          "Cannot write %s: %,d rows were written, expected %,d".formatted(root, rows, images));
    }
    return rows;
  }

  private static long count(Path folder, List<Path> files, Configuration conf) {
    if (files.isEmpty()) {
      return 0;
    }
    try {
      List<String> names = files.stream().map(Path::getName).toList();
      return SplitFooters.read(new SplitFiles(folder, names), conf).stream()
          .mapToLong(Footer::images)
          .sum();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw JobException.interrupted("Interrupted while reading " + folder);
    } catch (IOException e) {
      throw StorageErrors.of("read", folder, e);
    }
  }
}
