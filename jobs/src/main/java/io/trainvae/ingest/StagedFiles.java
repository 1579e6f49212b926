package io.trainvae.ingest;

import io.trainvae.data.source.IdxFiles;
import io.trainvae.error.JobException;
import io.trainvae.storage.StorageErrors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * Source files in a place that executors can read. Executors on other machines cannot read the
 * driver's disk, unless the output is on a disk too, which they must then share. Otherwise the
 * files, still compressed, are copied next to the output until the job ends.
 */
final class StagedFiles implements AutoCloseable {
  private static final String LOCAL = "file";

  private final IdxFiles files;
  private final Path copies;
  private final Configuration conf;

  private StagedFiles(IdxFiles files, Path copies, Configuration conf) {
    this.files = files;
    this.copies = copies;
    this.conf = conf;
  }

  /**
   * @param target folder of the output, in which copies would go
   * @param beside whether the executors run on the driver's machine
   */
  static StagedFiles of(IdxFiles files, Path target, boolean beside, Configuration conf) {
    try {
      Path copies = new Path(target, DatasetOutput.SOURCE);
      boolean reachable = beside || !onDisk(files.train().images(), conf) || onDisk(target, conf);
      return reachable
          ? new StagedFiles(files, null, conf)
          : new StagedFiles(files.at(copy(files.all(), copies, conf)), copies, conf);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  IdxFiles files() {
    return files;
  }

  @Override
  public void close() {
    if (copies == null) {
      return;
    }
    try {
      copies.getFileSystem(conf).delete(copies, true);
    } catch (IOException e) {
      throw failure(copies, e);
    }
  }

  private static boolean onDisk(Path path, Configuration conf) throws IOException {
    return path.getFileSystem(conf).getScheme().equals(LOCAL);
  }

  private static List<Path> copy(List<Path> files, Path folder, Configuration conf)
      throws IOException {
    List<Path> copies = new ArrayList<>();
    for (Path file : files) {
      Path copy = new Path(folder, file.getName());
      FileUtil.copy(file.getFileSystem(conf), file, copy.getFileSystem(conf), copy, false, conf);
      copies.add(copy);
    }
    return copies;
  }

  private static JobException failure(Path where, IOException e) {
    return StorageErrors.of("write", where, e);
  }
}
