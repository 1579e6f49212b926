package io.trainvae.output;

import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.lease.Lease;
import io.trainvae.lease.LeasedFolder;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of splits or of a few files that a job fills, from taking hold of it to its publication.
 * Readers see the former content, or none, until the new one is complete.
 *
 * <p>How this works depends on the storage: see {@link StagedOutput} and {@link ListedOutput}.
 */
public abstract class OutputFolder implements AutoCloseable {
  static final String SUCCESS = "_SUCCESS";
  private static final Logger LOG = LoggerFactory.getLogger(OutputFolder.class);

  private final Storage storage;
  private final Path root;
  private final OutputKind kind;
  private final Lease lease;
  private boolean published;

  OutputFolder(Storage storage, Path root, OutputKind kind, Lease lease) {
    this.storage = storage;
    this.root = root;
    this.kind = kind;
    this.lease = lease;
  }

  /**
   * Finds out within seconds whether a folder can be filled.
   *
   * @throws JobException usage, if it cannot be replaced; storage, if nothing can be written there
   */
  public static void preflight(Storage storage, Path root, OutputKind kind) {
    storage.preflightWrite(root);
    refuseFixed(storage, root, kind);
    if (storage.renamesAtOnce(root)) {
      storage.preflightWrite(storage.withoutLinks(root).getParent());
    }
  }

  private static void refuseFixed(Storage storage, Path root, OutputKind kind) {
    String why =
        root.getParent() == null
            ? "it is a root folder"
            : storage.isMountPoint(root)
                ? "it is a mount point, which cannot be replaced; expected a folder within it"
                : null;
    if (why != null) {
      throw JobException.usage(
          "Cannot write %s to %s: %s".formatted(kind.withArticle(), root, why));
    }
  }

  /**
   * Takes hold of a folder. Nothing in it has changed after a refusal.
   *
   * @param given the folder, or a symbolic link to it
   * @param notice gets one line if that takes some time
   * @throws JobException usage, if the folder contains something else; storage, if another process
   *     writes there or the storage fails
   */
  public static OutputFolder claim(
      Storage storage, Path given, OutputKind kind, Consumer<String> notice) {
    return claim(storage, given, kind, notice, OutputFolder::of);
  }

  /**
   * Opens a folder to write files next to the existing ones, which stay. The mark, which lists the
   * valid files, publishes them.
   *
   * @throws JobException as {@link #claim}
   */
  public static OutputFolder claimToAppend(
      Storage storage, Path given, OutputKind kind, Consumer<String> notice) {
    return claim(storage, given, kind, notice, ListedOutput::appending);
  }

  private interface Maker {
    OutputFolder of(Storage storage, Path root, OutputKind kind, Lease lease);
  }

  private static OutputFolder claim(
      Storage storage, Path given, OutputKind kind, Consumer<String> notice, Maker maker) {
    refuseFixed(storage, given, kind);
    LeasedFolder place = LeasedFolder.output(storage, kind.name(), given);
    Path root = place.folder();
    // Where files are written into the place itself, a killed writer leaves its lease among them,
    // and they are then known to be its own.
    boolean abandoned = !storage.renamesAtOnce(root) && storage.exists(place.file());
    new ExistingOutput(storage, root, kind).check(abandoned);
    Lease lease = Lease.acquire(storage, place, notice);
    try {
      OutputFolder folder = maker.of(storage, root, kind, lease);
      of(storage, root, kind, lease).recover();
      // The content may have changed before this process got the lease.
      new ExistingOutput(storage, root, kind).check(abandoned);
      folder.begin();
      return folder;
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  /**
   * Waits for a publication that is half done, and completes it if it was left by a killed process,
   * so that either the former content or the new one is there.
   *
   * @param given the folder, or a symbolic link to it
   * @return whether it was half done
   * @throws JobException storage, if another process writes there all the time
   */
  public static boolean recover(Storage storage, Path given, OutputKind kind) {
    if (given.getParent() == null) {
      return false;
    }
    LeasedFolder place = LeasedFolder.output(storage, kind.name(), given);
    Path root = place.folder();
    if (!StagedOutput.isHalfPublished(storage, root)) {
      return false;
    }
    if (!Lease.awaitEnd(storage, place, () -> !StagedOutput.isHalfPublished(storage, root))) {
      LOG.info("Completing the publication of {} that a killed process left", root);
      try (Lease lease = Lease.acquireBriefly(storage, place, LOG::warn)) {
        of(storage, root, kind, lease).recover();
      }
    }
    return true;
  }

  private static OutputFolder of(Storage storage, Path root, OutputKind kind, Lease lease) {
    return storage.renamesAtOnce(root)
        ? new StagedOutput(storage, root, kind, lease)
        : new ListedOutput(storage, root, kind, lease);
  }

  /** The folder for the files of a split. It may contain earlier files. */
  public abstract Path target(Split split);

  /**
   * Writes one of the kind's files, which is not visible before the publication.
   *
   * @param name one of {@link OutputKind#files}
   */
  public abstract void write(String name, byte[] content);

  /**
   * Has one of the kind's {@linkplain OutputKind#extraFiles extra files} written or deleted with
   * the publication. Where files are written into the place itself that is right after it: who dies
   * in between leaves the former file, of which less is said than there is.
   *
   * @param content empty to delete it
   */
  public abstract void extra(String name, Optional<byte[]> content);

  /** The files of rows that were written to a split and are not published yet. */
  public final List<Path> written(Split split) {
    return present(split).stream().filter(file -> isData(file.getName())).toList();
  }

  /** Whether Spark and Hive read a file. They skip {@code _SUCCESS} and {@code .part.crc}. */
  static boolean isData(String name) {
    return !name.startsWith("_") && !name.startsWith(".");
  }

  /** All files that were written to a split. */
  abstract List<Path> present(Split split);

  /** Makes ready to be written into. */
  abstract void begin();

  /** Completes or undoes what a killed process started. */
  abstract void recover();

  abstract void publishNow(Function<Map<Split, List<String>>, byte[]> mark);

  /** Deletes files that were written and not published. */
  abstract void discard();

  /**
   * Publishes the new files.
   *
   * @param mark content of the mark; it is given the names of the files that belong to each split,
   *     which is empty where all files of a split's folder do
   * @throws JobException storage, if another process has taken the folder over, or the storage
   *     fails
   */
  public final void publish(Function<Map<Split, List<String>>, byte[]> mark) {
    lease.verify();
    // Files that are written directly to the folder are there without their mark.
    new ExistingOutput(storage, root, kind).check(!storage.renamesAtOnce(root));
    publishNow(mark);
    published = true;
  }

  /** Releases the folder. Never fails, because the content is already published. */
  @Override
  public final void close() {
    try {
      if (!published) {
        storage.preflightReach(root);
        lease.verify();
        discard();
      }
    } catch (RuntimeException e) {
      LOG.warn("Temporary files of {} stay until the next time: {}", root, e.getMessage());
    } finally {
      lease.close();
    }
  }

  final Storage storage() {
    return storage;
  }

  final Path root() {
    return root;
  }

  final OutputKind kind() {
    return kind;
  }
}
