package io.trainvae.storage;

import io.trainvae.error.JobException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;

/** Asks the storage now what would otherwise fail after minutes of work, or of retries. */
final class Preflight {

  /** Settings for a quick failure. With S3A's defaults a wrong secret is reported after minutes. */
  private static final Map<String, String> FAIL_FAST =
      Map.ofEntries(
          Map.entry("fs.s3a.attempts.maximum", "2"),
          Map.entry("fs.s3a.retry.limit", "2"),
          Map.entry("fs.s3a.retry.interval", "200ms"),
          Map.entry("fs.s3a.retry.throttle.limit", "3"),
          Map.entry("fs.s3a.connection.establish.timeout", "3000"),
          Map.entry("fs.s3a.connection.timeout", "10000"),
          Map.entry("fs.s3a.bucket.probe", "2"),
          Map.entry("ipc.client.connect.max.retries", "2"),
          Map.entry("ipc.client.connect.retry.interval", "500"),
          Map.entry("ipc.client.connect.timeout", "3000"),
          Map.entry("ipc.client.connect.max.retries.on.timeouts", "1"));

  private Preflight() {}

  /** Checks only that the storage answers, not what the place contains. */
  static void reach(Configuration conf, Path path) {
    check(
        conf,
        "use",
        path,
        fileSystem -> {
          try {
            fileSystem.getFileStatus(path);
          } catch (FileNotFoundException e) {
            if (StorageErrors.isRefusal(e)) {
              throw e;
            }
          }
        });
  }

  static void read(Configuration conf, Path path) {
    check(
        conf,
        "read",
        path,
        fileSystem -> {
          try {
            FileStatus status = fileSystem.getFileStatus(path);
            if (status.isDirectory()) {
              fileSystem.listStatusIterator(path).hasNext();
            } else {
              fileSystem.open(path).close();
            }
          } catch (FileNotFoundException e) {
            if (StorageErrors.isRefusal(e)) {
              throw e;
            }
            refuseHidden(path);
            throw JobException.data("Cannot read %s: no such file or folder".formatted(path), e);
          }
        });
  }

  /** Hadoop's local file system reports files in an unreadable folder as absent. */
  private static void refuseHidden(Path path) throws IOException {
    if ("file".equals(path.toUri().getScheme())) {
      try {
        Files.readAttributes(java.nio.file.Path.of(path.toUri()), BasicFileAttributes.class);
      } catch (NoSuchFileException absent) {
        return;
      }
    }
  }

  static void write(Configuration conf, Path folder) {
    check(
        conf,
        "write into",
        folder,
        fileSystem -> {
          // An object store has no folders, and its permissions may hold for a prefix only.
          Path parent = Locations.isObjectStore(folder) ? folder : present(fileSystem, folder);
          Path probe = new Path(parent, TemporaryNames.of("train-vae-probe"));
          try (FSDataOutputStream out = fileSystem.create(probe, false)) {
            out.write(new byte[1]);
          } finally {
            fileSystem.delete(probe, false);
          }
        });
  }

  /** The folder itself, or the nearest one above it that is there. */
  private static Path present(FileSystem fileSystem, Path folder) throws IOException {
    for (Path path = folder; path != null; path = path.getParent()) {
      try {
        if (fileSystem.getFileStatus(path).isDirectory()) {
          return path;
        }
        throw new ParentNotDirectoryException("%s is a file, expected a folder".formatted(path));
      } catch (FileNotFoundException e) {
        continue;
      }
    }
    throw new FileNotFoundException("not even the root is there");
  }

  private static void check(Configuration conf, String action, Path path, Check check) {
    Configuration impatient = new Configuration(conf);
    FAIL_FAST.forEach(impatient::set);
    // Not from Hadoop's cache: the job must not get this one, nor we close the job's.
    try (FileSystem fileSystem = FileSystem.newInstance(path.toUri(), impatient)) {
      check.on(Locations.withoutChecksumFiles(fileSystem));
    } catch (IOException e) {
      throw StorageErrors.of(action, path, e);
    }
  }

  private interface Check {
    void on(FileSystem fileSystem) throws IOException;
  }
}
