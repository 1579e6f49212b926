package io.trainvae.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Creates an object only if no object has its name.
 *
 * <p>S3 has that as {@code If-None-Match: *}. Hadoop's S3A sends it from version 3.4.2 on; earlier
 * ones look first and write then, so two writers may both succeed, and the later one's object
 * stays. See {@link #isAtomic}.
 */
final class ConditionalPut {
  /**
   * {@code Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE} of Hadoop 3.4.2.
   */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  private ConditionalPut() {}

  /** Whether a file system is an object store, which needs no renaming. */
  static boolean isFor(FileSystem fileSystem, Path path) {
    return Locations.isObjectStore(fileSystem.makeQualified(path));
  }

  static boolean isAtomic(FileSystem fileSystem, Path path) throws IOException {
    return fileSystem.hasPathCapability(path, CONDITIONAL);
  }

  /**
   * @return false if there is an object already
   */
  static boolean create(FileSystem fileSystem, Path path, byte[] bytes) throws IOException {
    boolean atomic = isAtomic(fileSystem, path);
    if (!atomic && isPresent(fileSystem, path)) {
      return false;
    }
    FSDataOutputStreamBuilder<?, ?> object = fileSystem.createFile(path);
    object.recursive().overwrite(!atomic).opt(CONDITIONAL, atomic);
    try (FSDataOutputStream out = object.build()) {
      out.write(bytes);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      if (isRefusedCondition(e)) {
        return false;
      }
      throw e;
    }
    return true;
  }

  private static boolean isPresent(FileSystem fileSystem, Path path) throws IOException {
    try {
      fileSystem.getFileStatus(path);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** S3 answers 412, or 409 where another writer is just completing the same object. */
  private static boolean isRefusedCondition(IOException e) {
    String text = String.valueOf(e).toLowerCase(Locale.ROOT);
    return text.contains("precondition")
        || text.contains("remotefilechanged")
        || text.contains("conditionalrequestconflict");
  }
}
