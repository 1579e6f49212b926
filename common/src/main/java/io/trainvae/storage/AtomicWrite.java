package io.trainvae.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Shell.ExitCodeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a temporary file and renames it. On object stores it writes the object itself, which
 * appears as a whole when its stream is closed.
 *
 * @param durable whether the bytes are forced to the disks before the file gets its name; object
 *     stores always do that
 */
record AtomicWrite(FileSystem fileSystem, Configuration conf, boolean durable) {
  private static final int MOST_TRIES = 20;
  private static final Logger LOG = LoggerFactory.getLogger(AtomicWrite.class);

  /** Replaces an existing file. */
  void replace(Path target, byte[] bytes) throws IOException {
    if (ConditionalPut.isFor(fileSystem, target)) {
      writeObject(target, bytes);
    } else {
      writeAside(target, bytes, aside -> rename(aside, target));
    }
  }

  /**
   * Writes the file unless there is one already.
   *
   * @return false if there is one
   */
  boolean create(Path target, byte[] bytes) throws IOException {
    if (ConditionalPut.isFor(fileSystem, target)) {
      return ConditionalPut.create(fileSystem, target, bytes);
    }
    for (int tries = 1; ; tries++) {
      try {
        writeAside(target, bytes, aside -> link(aside, target));
        return true;
      } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
        return false;
      } catch (FileNotFoundException | NoSuchFileException | ExitCodeException e) {
        // Another process may have removed the folder, when it was empty. Hadoop sets the
        // permissions of a new folder by a command, whose failure is the last of these.
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  /** Gives a complete temporary file its name. */
  private interface Naming {
    void name(Path aside) throws IOException;
  }

  private void writeAside(Path target, byte[] bytes, Naming naming) throws IOException {
    Path aside = new Path(target.getParent(), TemporaryNames.of(target.getName()));
    boolean named = false;
    try {
      writeTo(aside, bytes);
      naming.name(aside);
      named = true;
    } finally {
      if (!named) {
        deleteQuietly(aside);
      }
    }
    if (durable && fileSystem instanceof RawLocalFileSystem local) {
      LocalDisk.syncFolders(local.pathToFile(target).toPath().getParent());
    }
  }

  /** Closing the stream is what publishes an object, so a stream that failed must not be closed. */
  private void writeObject(Path path, byte[] bytes) throws IOException {
    FSDataOutputStream out = fileSystem.create(path, true);
    try {
      out.write(bytes);
    } catch (IOException e) {
      if (out.hasCapability(CommonPathCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
      throw e;
    }
    out.close();
  }

  private void writeTo(Path path, byte[] bytes) throws IOException {
    if (path.getParent() != null && !fileSystem.mkdirs(path.getParent())) {
      throw new IOException("cannot create the folder " + path.getParent());
    }
    try (FSDataOutputStream out = fileSystem.create(path, true)) {
      out.write(bytes);
      if (durable) {
        out.hsync();
      }
    } catch (FSError e) {
      // The exception that Hadoop makes of an error of a local disk.
      throw new IOException(e.getCause());
    }
  }

  private void rename(Path aside, Path target) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      LocalDisk.replace(local.pathToFile(aside).toPath(), local.pathToFile(target).toPath());
    } else {
      // FileSystem.rename does not replace on HDFS, it answers false; this one replaces in one
      // step.
      FileContext.getFileContext(fileSystem.getUri(), conf)
          .rename(aside, target, Options.Rename.OVERWRITE);
    }
  }

  private void link(Path aside, Path target) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      LocalDisk.nameIfFree(local.pathToFile(aside).toPath(), local.pathToFile(target).toPath());
    } else {
      FileContext.getFileContext(fileSystem.getUri(), conf).rename(aside, target);
    }
  }

  /** The failure that led here is the one to report. */
  private void deleteQuietly(Path path) {
    try {
      fileSystem.delete(path, false);
    } catch (IOException e) {
      LOG.warn("Cannot delete the temporary file {}: {}", path, e.getMessage());
    }
  }
}
