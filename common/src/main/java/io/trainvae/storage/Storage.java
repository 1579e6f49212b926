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
import org.apache.hadoop.fs.RawLocalFileSystem;
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
   * Resolves a path or URI of a user. A bare path is local and relative to the working directory.
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

  /** Whether the path exists and is a folder. */
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

  /** Writes a file so that readers see either the whole new file or the former one. */
  public void writeAtomically(Path path, byte[] bytes) {
    replace(path, bytes, false);
  }

  /**
   * The same, and forces the file and its name to the disks: it is there after a power cut. For
   * what cannot be made again.
   */
  public void writeDurably(Path path, byte[] bytes) {
    replace(path, bytes, true);
  }

  private void replace(Path path, byte[] bytes, boolean durable) {
    try {
      new AtomicWrite(fileSystem(path), conf, durable).replace(path, bytes);
    } catch (IOException e) {
      throw StorageErrors.of("write", path, e);
    }
  }

  /**
   * Creates a file unless there is one already: of several processes that try, one succeeds. On an
   * object store that holds only where {@link #createsAtomically}.
   *
   * @return false if there is one already
   */
  public boolean create(Path path, byte[] bytes) {
    try {
      return new AtomicWrite(fileSystem(path), conf, false).create(path, bytes);
    } catch (IOException e) {
      throw StorageErrors.of("create", path, e);
    }
  }

  /** Whether {@link #create} is atomic. */
  public boolean createsAtomically(Path path) {
    try {
      FileSystem fileSystem = fileSystem(path);
      return !ConditionalPut.isFor(fileSystem, path) || ConditionalPut.isAtomic(fileSystem, path);
    } catch (IOException e) {
      throw StorageErrors.of("look at", path, e);
    }
  }

  /** Whether renaming a file or folder is atomic. On S3, renaming copies and deletes. */
  public boolean renamesAtOnce(Path path) {
    try {
      return Renaming.isOneStep(fileSystem(path).makeQualified(path));
    } catch (IOException e) {
      throw StorageErrors.of("look at", path, e);
    }
  }

  /** The same place without symbolic links, on local disks. */
  public Path withoutLinks(Path path) {
    try {
      Path qualified = fileSystem(path).makeQualified(path);
      return Locations.isOnDisk(qualified)
          ? Locations.path(LocalDisk.canonical(Locations.onDisk(qualified)).toString(), conf)
          : path;
    } catch (IOException e) {
      throw StorageErrors.of("look at", path, e);
    }
  }

  /** Whether it is a folder of a local disk that cannot be renamed because it is a mount point. */
  public boolean isMountPoint(Path path) {
    try {
      Path qualified = fileSystem(path).makeQualified(path);
      return Locations.isOnDisk(qualified) && LocalDisk.isMountPoint(Locations.onDisk(qualified));
    } catch (IOException e) {
      throw StorageErrors.of("look at", path, e);
    }
  }

  /**
   * Gives a file or folder another name.
   *
   * @return false if the former name does not exist
   */
  public boolean rename(Path from, Path to) {
    try {
      return Renaming.rename(fileSystem(from), from, to);
    } catch (IOException e) {
      throw StorageErrors.of("rename", from, e);
    }
  }

  /**
   * Renames a file in one step, unless the new name is taken; only where {@link #renamesAtOnce}.
   *
   * @return false if there is nothing to rename, or the new name is taken
   */
  public boolean renameIfFree(Path from, Path to) {
    try {
      return Renaming.renameIfFree(fileSystem(from), from, to);
    } catch (IOException e) {
      throw StorageErrors.of("rename", from, e);
    }
  }

  /**
   * Reads a whole file as it is on the disk, past the page cache if a local file system supports
   * it; otherwise the same as {@link #read(Path, long)}. HDFS and object stores answer from their
   * servers, which may still hold it in memory.
   */
  public byte[] readBack(Path path, int mostBytes) {
    try {
      return fileSystem(path) instanceof RawLocalFileSystem local
          ? LocalDisk.readFromDisk(local.pathToFile(path).toPath(), mostBytes)
          : read(path, mostBytes);
    } catch (IOException e) {
      throw StorageErrors.of("read", path, e);
    }
  }

  /** Deletes a file, or a folder with its content; does nothing if it does not exist. */
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

  /** Makes a folder and those above it; does nothing if it is there. */
  public void makeFolder(Path folder) {
    try {
      if (!fileSystem(folder).mkdirs(folder)) {
        throw new IOException("the file system refused without a reason");
      }
    } catch (IOException e) {
      throw StorageErrors.of("create", folder, e);
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

  /** The content of a folder, sorted by name; empty if the folder does not exist. */
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
   * @throws JobException data, if it does not exist; storage, if the storage refuses access
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
   * Frees hidden storage that killed writers left in a folder and that costs money: on S3, uploads
   * that were neither completed nor aborted. Call this only with the folder's lease, because it
   * would abort the uploads of a living writer.
   */
  public void clearUnfinishedUploads(Path folder) {
    UnfinishedUploads.clear(folder, conf);
  }

  private FileSystem fileSystem(Path path) throws IOException {
    return Locations.withoutChecksumFiles(path.getFileSystem(conf));
  }
}
