package io.trainvae.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes aside and renames. Object stores need no such thing, nor do they have a cheap rename: an
 * object appears as a whole when its stream is closed.
 */
final class AtomicWrite {
  private static final Logger LOG = LoggerFactory.getLogger(AtomicWrite.class);

  private AtomicWrite() {}

  static void write(FileSystem fileSystem, Configuration conf, Path target, byte[] bytes)
      throws IOException {
    if (Locations.isObjectStore(fileSystem.makeQualified(target))) {
      writeObject(fileSystem, target, bytes);
    } else {
      writeAside(fileSystem, conf, target, bytes);
    }
  }

  private static void writeAside(
      FileSystem fileSystem, Configuration conf, Path target, byte[] bytes) throws IOException {
    String random = UUID.randomUUID().toString().substring(0, 8);
    // Hadoop takes what stands before a colon in a name for a scheme.
    String name = target.getName().replace(':', '_');
    Path aside = new Path(target.getParent(), ".%s.%s.tmp".formatted(name, random));
    boolean replaced = false;
    try {
      writeTo(fileSystem, aside, bytes);
      replace(fileSystem, conf, aside, target);
      replaced = true;
    } finally {
      if (!replaced) {
        deleteQuietly(fileSystem, aside);
      }
    }
  }

  /** Closing the stream is what publishes an object, so a stream that failed must not be closed. */
  private static void writeObject(FileSystem fileSystem, Path path, byte[] bytes)
      throws IOException {
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

  private static void writeTo(FileSystem fileSystem, Path path, byte[] bytes) throws IOException {
    if (path.getParent() != null && !fileSystem.mkdirs(path.getParent())) {
      throw new IOException("cannot create the folder " + path.getParent());
    }
    try (FSDataOutputStream out = fileSystem.create(path, true)) {
      out.write(bytes);
    } catch (FSError e) {
      // What Hadoop makes of a local disk that refuses.
      throw new IOException(e.getCause());
    }
  }

  private static void replace(FileSystem fileSystem, Configuration conf, Path aside, Path target)
      throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      // Hadoop's local rename falls back to copying, even into a folder of the target's name.
      Files.move(
          local.pathToFile(aside).toPath(),
          local.pathToFile(target).toPath(),
          StandardCopyOption.ATOMIC_MOVE);
    } else {
      // FileSystem.rename does not replace on HDFS, it answers false; this one replaces in one
      // step.
      FileContext.getFileContext(fileSystem.getUri(), conf)
          .rename(aside, target, Options.Rename.OVERWRITE);
    }
  }

  /** The failure that led here is the one to report. */
  private static void deleteQuietly(FileSystem fileSystem, Path path) {
    try {
      fileSystem.delete(path, false);
    } catch (IOException e) {
      LOG.warn("Cannot delete the temporary file {}: {}", path, e.getMessage());
    }
  }
}
