package io.trainvae.lease;

import io.trainvae.storage.Storage;
import org.apache.hadoop.fs.Path;

/**
 * A folder that one process at a time may change.
 *
 * @param kind the user's word for it: {@code run}, {@code data set}
 * @param folder the folder
 * @param file the lease; in the folder, or next to it if the folder will be renamed
 */
public record LeasedFolder(String kind, Path folder, Path file) {
  /** Name of a lease within its folder. */
  public static final String FILE = ".lease.json";

  /** Follows the name of a lease that a dead holder left. */
  public static final String REMOVED = ".removed";

  public static LeasedFolder within(String kind, Path folder) {
    return new LeasedFolder(kind, folder, new Path(folder, FILE));
  }

  /**
   * A folder that will be replaced as a whole, if that is atomic. A symbolic link stands for its
   * target.
   *
   * @param folder no root folder
   */
  public static LeasedFolder output(Storage storage, String kind, Path folder) {
    Path place = storage.withoutLinks(folder);
    return storage.renamesAtOnce(place)
        ? new LeasedFolder(kind, place, new Path(place.getParent(), "." + place.getName() + FILE))
        : within(kind, place);
  }

  @Override
  public String toString() {
    return kind + " " + folder;
  }
}
