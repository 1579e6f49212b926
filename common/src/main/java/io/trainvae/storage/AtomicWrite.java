package io.trainvae.storage;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Writes aside and renames. Object stores need no such thing, nor do they have a cheap rename: an
 * object appears as a whole when its stream is closed.
 */
final class AtomicWrite {
  private AtomicWrite() {}

  static void write(FileSystem fileSystem, Configuration conf, Path target, byte[] bytes)
      throws IOException {
    if (Locations.isObjectStore(fileSystem.makeQualified(target))) {
      writeTo(fileSystem, target, bytes);
    } else {
      writeAside(fileSystem, conf, target, bytes);
    }
  }

  private static void writeAside(
      FileSystem fileSystem, Configuration conf, Path target, byte[] bytes) throws IOException {
    String random = UUID.randomUUID().toString().substring(0, 8);
    Path aside = new Path(target.getParent(), ".%s.%s.tmp".formatted(target.getName(), random));
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

  private static void writeTo(FileSystem fileSystem, Path path, byte[] bytes) throws IOException {
    if (path.getParent() != null && !fileSystem.mkdirs(path.getParent())) {
      throw new IOException("cannot create the folder " + path.getParent());
    }
    try (FSDataOutputStream out = fileSystem.create(path, true)) {
      out.write(bytes);
    }
  }

  private static void replace(FileSystem fileSystem, Configuration conf, Path aside, Path target)
      throws IOException {
    if (fileSystem instanceof RawLocalFileSystem) {
      // rename(2) replaces; some file systems answer false instead of throwing.
      if (!fileSystem.rename(aside, target)) {
        throw new IOException("cannot rename %s to it".formatted(aside.getName()));
      }
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
      org.slf4j.LoggerFactory.getLogger(AtomicWrite.class)
          .warn("Cannot delete the temporary file {}: {}", path, e.getMessage());
    }
  }
}
