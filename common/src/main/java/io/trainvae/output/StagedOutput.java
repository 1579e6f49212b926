package io.trainvae.output;

import io.trainvae.data.Split;
import io.trainvae.lease.Lease;
import io.trainvae.storage.Storage;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For storage that renames a folder atomically. The new content is written to a hidden folder next
 * to the output, and two renames publish it. Between the two renames the output is missing, and
 * both contents are complete next to it; the next process completes the second rename.
 */
final class StagedOutput extends OutputFolder {
  private static final Logger LOG = LoggerFactory.getLogger(StagedOutput.class);

  private final Path staging;
  private final Path replaced;

  StagedOutput(Storage storage, Path root, OutputKind kind, Lease lease) {
    super(storage, root, kind, lease);
    this.staging = staging(root);
    this.replaced = replaced(root);
  }

  private static Path staging(Path root) {
    return new Path(root.getParent(), "." + root.getName() + ".staging");
  }

  private static Path replaced(Path root) {
    return new Path(root.getParent(), "." + root.getName() + ".replaced");
  }

  /** Nothing in its place is an empty folder, too: scripts make one before they start a command. */
  static boolean isHalfPublished(Storage storage, Path root) {
    return storage.renamesAtOnce(root)
        && storage.exists(replaced(root))
        && storage.list(root).isEmpty();
  }

  @Override
  public Path target(Split split) {
    return new Path(staging, split.folder());
  }

  @Override
  public void write(String name, byte[] content) {
    storage().writeDurably(new Path(staging, name), content);
  }

  @Override
  void begin() {
    deleteStaging();
  }

  /**
   * Delete the mark first, so that the rest of an interrupted deletion does not count as complete.
   */
  private void deleteStaging() {
    storage().delete(new Path(staging, kind().mark()));
    storage().delete(staging);
  }

  @Override
  void recover() {
    if (isHalfPublished(storage(), root())) {
      boolean complete = storage().exists(new Path(staging, kind().mark()));
      storage().deleteIfEmpty(root());
      storage().rename(complete ? staging : replaced, root());
    }
    if (storage().exists(root())) {
      storage().delete(replaced);
    }
  }

  @Override
  void publishNow(Function<Map<Split, List<String>>, byte[]> mark) {
    if (kind().hasSuccess()) {
      storage().writeDurably(new Path(staging, SUCCESS), new byte[0]);
    }
    storage().writeDurably(new Path(staging, kind().mark()), mark.apply(Map.of()));
    boolean former = storage().exists(root()) && storage().rename(root(), replaced);
    try {
      storage().rename(staging, root());
    } catch (RuntimeException e) {
      if (former) {
        storage().rename(replaced, root());
      }
      throw e;
    }
    if (former) {
      deleteReplaced();
    }
  }

  /** The new content is published; a failure here leaves a hidden folder. */
  private void deleteReplaced() {
    try {
      storage().delete(replaced);
    } catch (RuntimeException e) {
      LOG.warn("The former content of {} stays in {}: {}", root(), replaced, e.getMessage());
    }
  }

  @Override
  List<Path> present(Split split) {
    return storage().list(target(split));
  }

  @Override
  void discard() {
    deleteStaging();
  }
}
