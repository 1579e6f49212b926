package io.trainvae.storage;

import io.trainvae.error.JobException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files on any Hadoop file system. Every failure is a {@link JobException} of one line.
 *
 * <p>Not for the inside of Spark closures: it holds a Hadoop configuration.
 */
public final class Storage {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

  private final Configuration conf;

  public Storage(Configuration conf) {
    this.conf = conf;
  }

  public Configuration configuration() {
    return conf;
  }

  /**
   * What a user means by a path or URI. A bare path is local and relative to the working directory.
   *
   * @throws JobException usage, when the scheme is unknown
   */
  public Path path(String text) {
    return Locations.path(text, conf);
  }

  public boolean exists(Path path) {
    try {
      return fileSystem(path).exists(path);
    } catch (IOException e) {
      throw StorageErrors.of("look for", path, e);
    }
  }

  /** Whether it is there and a folder. */
  public boolean isFolder(Path path) {
    try {
      return fileSystem(path).getFileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      throw StorageErrors.of("look at", path, e);
    }
  }

  /** The whole of a file. */
  public byte[] read(Path path) {
    return read(path, Integer.MAX_VALUE);
  }

  /**
   * The whole of a file that is expected to be small.
   *
   * @throws JobException data, when it is longer than {@code mostBytes}
   */
  public byte[] read(Path path, long mostBytes) {
    try {
      FileSystem fileSystem = fileSystem(path);
      long length = fileSystem.getFileStatus(path).getLen();
      if (length > mostBytes) {
        throw JobException.data(
            "Cannot read %s: %,d bytes, expected at most %,d".formatted(path, length, mostBytes));
      }
      try (FSDataInputStream in = fileSystem.open(path)) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw StorageErrors.of("read", path, e);
    }
  }

  /** Writes a file so that readers see the whole of it, or what was there before. */
  public void writeAtomically(Path path, byte[] bytes) {
    try {
      AtomicWrite.write(fileSystem(path), conf, path, bytes);
    } catch (IOException e) {
      throw StorageErrors.of("write", path, e);
    }
  }

  /** Deletes a file or a folder with all that it holds; does nothing when there is none. */
  public void delete(Path path) {
    try {
      FileSystem fileSystem = fileSystem(path);
      if (!fileSystem.delete(path, true) && fileSystem.exists(path)) {
        throw new IOException("the file system refused without a reason");
      }
    } catch (IOException e) {
      throw StorageErrors.of("delete", path, e);
    }
  }

  /** Deletes a folder if there is nothing in it; does nothing otherwise. */
  public void deleteIfEmpty(Path folder) {
    try {
      FileSystem fileSystem = fileSystem(folder);
      if (fileSystem.listStatus(folder).length == 0) {
        fileSystem.delete(folder, false);
      }
    } catch (IOException e) {
      LOG.debug("{} stays: {}", folder, e.getMessage());
    }
  }

  /** What stands in a folder, sorted by name; empty when there is no such folder. */
  public List<Path> list(Path folder) {
    try {
      return Arrays.stream(fileSystem(folder).listStatus(folder))
          .map(FileStatus::getPath)
          .sorted(Comparator.comparing(Path::getName))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw StorageErrors.of("list", folder, e);
    }
  }

  /**
   * Finds out within seconds whether the storage of a path answers, and lets us ask. To be called
   * before anything else is asked of it: a job's own patience may last for minutes.
   *
   * @throws JobException storage
   */
  public void preflightReach(Path path) {
    Preflight.reach(conf, path);
  }

  /**
   * Finds out within seconds whether a file or folder can be read.
   *
   * @throws JobException data, when there is none; storage, when the storage does not let us look
   */
  public void preflightRead(Path path) {
    Preflight.read(conf, path);
  }

  /**
   * Finds out within seconds whether files can be written into a folder, which need not be there
   * yet. Leaves nothing.
   *
   * @throws JobException storage
   */
  public void preflightWrite(Path folder) {
    Preflight.write(conf, folder);
  }

  /**
   * Frees what broken-off writers left in a folder, out of sight but paid for: on S3, uploads that
   * were neither completed nor given up. To be called by whoever is about to fill the folder.
   */
  public void clearUnfinishedUploads(Path folder) {
    UnfinishedUploads.clear(folder, conf);
  }

  private FileSystem fileSystem(Path path) throws IOException {
    return Locations.withoutChecksumFiles(path.getFileSystem(conf));
  }
}
