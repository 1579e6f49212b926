package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import io.trainvae.storage.StorageErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The place where a data set will stand, and the hidden folder where it grows. Readers see the old
 * data set, or none, until the new one is complete.
 *
 * <p>Where a folder is renamed in one step the hidden one stands beside the data set. Elsewhere it
 * stands within, under a name that is always the same: so a killed ingest leaves nothing that the
 * next one does not find, and permissions for the data set's own prefix suffice.
 */
final class DatasetFolder implements AutoCloseable {
  /** File systems that rename a folder in one step; on others (S3) it is a copy, file by file. */
  private static final Set<String> RENAME_AT_ONCE =
      Set.of("file", "hdfs", "viewfs", "webhdfs", "swebhdfs");

  private static final String WITHIN = "_ingest";
  private static final Set<String> OURS =
      Set.of(DatasetJson.FILE, Split.TRAIN.folder(), Split.TEST.folder(), WITHIN);

  private final Path root;
  private final Path temporary;
  private final Path replaced;
  private final Configuration conf;
  private final FileSystem fs;

  private DatasetFolder(Path root, Configuration conf) throws IOException {
    this.conf = conf;
    this.fs = root.getFileSystem(conf);
    this.root = fs.makeQualified(root);
    if (this.root.getParent() == null) {
      throw JobException.usage("Cannot write a data set to " + root + ": it is a root folder");
    }
    String random = UUID.randomUUID().toString().substring(0, 8);
    this.temporary =
        renamesAtOnce()
            ? beside("." + root.getName() + "." + random + ".ingest")
            : new Path(this.root, WITHIN);
    this.replaced = beside("." + root.getName() + "." + random + ".replaced");
  }

  /**
   * Nothing is written yet.
   *
   * @throws JobException exit code 2 if something else stands at the root, 4 if the storage fails
   */
  static DatasetFolder at(Path root, Configuration conf) {
    try {
      DatasetFolder folder = new DatasetFolder(root, conf);
      folder.checkReplaceable();
      return folder;
    } catch (IOException e) {
      throw StorageErrors.of("use", root, e);
    }
  }

  /** Where the splits are to be written. */
  Path temporary() {
    return temporary;
  }

  /**
   * Makes sure that the temporary folder is empty, and deleted when the process is told to end
   * before {@link #close} is reached.
   */
  void open() {
    guarded(
        () -> {
          if (!renamesAtOnce()) {
            fs.delete(temporary, true);
            new Storage(conf).clearUnfinishedUploads(root);
          }
          fs.deleteOnExit(temporary);
        });
  }

  /** Puts the finished splits, and then {@code dataset.json}, in their place. */
  void publish(DatasetInfo info) {
    guarded(
        () -> {
          // What stands there now may not be what stood there at the beginning.
          checkReplaceable();
          if (renamesAtOnce()) {
            DatasetJson.write(info, temporary, conf);
            publishAtOnce();
          } else {
            publishInSteps(info);
          }
        });
  }

  /**
   * Removes what is temporary. A storage that does not answer within seconds is not asked: the next
   * ingest finds it.
   */
  @Override
  public void close() {
    fs.cancelDeleteOnExit(temporary);
    new Storage(conf).preflightReach(root);
    guarded(() -> fs.delete(temporary, true));
  }

  private void publishAtOnce() throws IOException {
    boolean old = fs.exists(root);
    if (old) {
      rename(root, replaced);
    }
    try {
      rename(temporary, root);
    } catch (IOException e) {
      if (old) {
        rename(replaced, root);
      }
      throw e;
    }
    if (old) {
      fs.delete(replaced, true);
    }
  }

  /** Without {@code dataset.json} a data set is none: it goes first and comes last. */
  private void publishInSteps(DatasetInfo info) throws IOException {
    fs.delete(new Path(root, DatasetJson.FILE), false);
    fs.mkdirs(root);
    for (Split split : Split.values()) {
      Path target = new Path(root, split.folder());
      fs.delete(target, true);
      rename(new Path(temporary, split.folder()), target);
    }
    DatasetJson.write(info, root, conf);
  }

  /** HDFS answers false, others throw. */
  private void rename(Path from, Path to) throws IOException {
    if (!fs.rename(from, to)) {
      throw new IOException("cannot rename " + from.getName() + " to " + to.getName());
    }
  }

  private void checkReplaceable() throws IOException {
    FileStatus[] children;
    try {
      if (fs.getFileStatus(root).isFile()) {
        throw refused("it is a file");
      }
      children = fs.listStatus(root);
    } catch (FileNotFoundException e) {
      return;
    }
    Set<String> names = new TreeSet<>();
    for (FileStatus child : children) {
      names.add(child.getPath().getName());
    }
    checkOurs(names);
  }

  private void checkOurs(Set<String> names) {
    for (String name : names) {
      if (!OURS.contains(name)) {
        throw refused("it has " + name + ", which is not part of a data set");
      }
    }
    if (names.contains(DatasetJson.FILE)) {
      checkReadable();
    } else if (!names.isEmpty() && renamesAtOnce()) {
      // Where publishing takes steps, this is what a killed ingest leaves: it may be replaced.
      throw refused("it has " + String.join(", ", names) + " but no " + DatasetJson.FILE);
    }
  }

  private void checkReadable() {
    try {
      DatasetJson.read(root, conf);
    } catch (JobException e) {
      throw refused("its " + DatasetJson.FILE + " is not that of a data set");
    }
  }

  private JobException refused(String why) {
    return JobException.usage(
        "Cannot write a data set to "
            + root
            + ": "
            + why
            + "; expected nothing, an empty folder or a data set to replace");
  }

  private boolean renamesAtOnce() {
    return RENAME_AT_ONCE.contains(root.toUri().getScheme());
  }

  private Path beside(String name) {
    return new Path(root.getParent(), name);
  }

  /** Work on the storage. */
  private interface Step {
    void run() throws IOException;
  }

  private void guarded(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw StorageErrors.of("write", root, e);
    }
  }
}
