package io.trainvae.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Renames files and folders, and knows where that is one step. */
final class Renaming {
  /**
   * Schemes of file systems that rename a folder in one step. Others may copy it file by file, such
   * as S3, to which viewfs may lead.
   */
  private static final Set<String> ONE_STEP = Set.of("file", "hdfs", "webhdfs", "swebhdfs");

  private Renaming() {}

  static boolean isOneStep(Path qualified) {
    return ONE_STEP.contains(qualified.toUri().getScheme());
  }

  /**
   * @return false if there is nothing to rename
   * @throws IOException also where the new name is taken by more than a file or an empty folder
   */
  static boolean rename(FileSystem fileSystem, Path from, Path to) throws IOException {
    if (fileSystem instanceof RawLocalFileSystem local) {
      return renameOnDisk(local, from, to);
    }
    try {
      if (isOneStep(fileSystem.makeQualified(from))) {
        // FileSystem.rename moves into a folder of the new name, if there is one.
        FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf()).rename(from, to);
        return true;
      }
      fileSystem.getFileStatus(from);
    } catch (FileNotFoundException e) {
      return false;
    }
    if (!fileSystem.rename(from, to)) {
      throw new IOException("cannot rename it to " + to.getName());
    }
    return true;
  }

  /**
   * Renames a file in one step, unless the new name is taken.
   *
   * @return false if there is nothing to rename, or the new name is taken
   */
  static boolean renameIfFree(FileSystem fileSystem, Path from, Path to) throws IOException {
    try {
      if (fileSystem instanceof RawLocalFileSystem local) {
        LocalDisk.nameIfFree(local.pathToFile(from).toPath(), local.pathToFile(to).toPath());
      } else {
        FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf()).rename(from, to);
      }
      return true;
    } catch (FileNotFoundException | NoSuchFileException e) {
      return false;
    } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
      return false;
    }
  }

  private static boolean renameOnDisk(RawLocalFileSystem local, Path from, Path to)
      throws IOException {
    try {
      LocalDisk.replace(local.pathToFile(from).toPath(), local.pathToFile(to).toPath());
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
