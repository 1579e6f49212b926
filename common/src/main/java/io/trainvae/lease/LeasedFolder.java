package io.trainvae.lease;

import io.trainvae.storage.Storage;
import org.apache.hadoop.fs.Path;

/**
 * A folder that one process at a time may change.
 *
 * @param kind what a user calls it: {@code run}, {@code data set}
 * @param folder the folder
 * @param file the lease; within the folder, or beside it where the folder is going to be renamed
 */
public record LeasedFolder(String kind, Path folder, Path file) {
  /** Name of a lease within its folder. */
  public static final String FILE = ".lease.json";

  public static LeasedFolder within(String kind, Path folder) {
    return new LeasedFolder(kind, folder, new Path(folder, FILE));
  }

  /** A folder that is going to be replaced as a whole, where that is one step. */
  public static LeasedFolder output(Storage storage, String kind, Path folder) {
    return storage.renamesAtOnce(folder)
        ? new LeasedFolder(
            kind, folder, new Path(folder.getParent(), "." + folder.getName() + FILE))
        : within(kind, folder);
  }

  @Override
  public String toString() {
    return kind + " " + folder;
  }
}
