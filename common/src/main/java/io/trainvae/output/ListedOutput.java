package io.trainvae.output;

import io.trainvae.data.Split;
import io.trainvae.lease.Lease;
import io.trainvae.storage.Storage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For stores where renaming a folder means copying it, such as S3. The new files are written next
 * to the former ones, under new names, and the mark (an index file) lists the valid ones. Replacing
 * the mark publishes them atomically for all readers of the mark. A process that only lists the
 * folder sees the files of both until the former ones are deleted, right afterwards; during this
 * time there is no {@code _SUCCESS}.
 *
 * <p>Files with a fixed name cannot be written next to the former ones. They are written while
 * there is no mark. If the writer dies, the folder has no valid content, and the next writer starts
 * again.
 */
final class ListedOutput extends OutputFolder {
  private static final Logger LOG = LoggerFactory.getLogger(ListedOutput.class);

  private final boolean keepsFormer;
  private final Map<Split, List<Path>> former = new EnumMap<>(Split.class);
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, Optional<byte[]>> extras = new TreeMap<>();

  /** Whether the mark may name the new files; also true if the storage did not answer. */
  private boolean marked;

  /**
   * Whether the folder may contain incomplete files that cannot be distinguished from complete
   * ones.
   */
  private boolean unmarked;

  ListedOutput(Storage storage, Path root, OutputKind kind, Lease lease) {
    this(storage, root, kind, lease, false);
  }

  private ListedOutput(
      Storage storage, Path root, OutputKind kind, Lease lease, boolean keepsFormer) {
    super(storage, root, kind, lease);
    this.keepsFormer = keepsFormer;
  }

  /** An output that keeps its former files, on any storage. */
  static ListedOutput appending(Storage storage, Path root, OutputKind kind, Lease lease) {
    return new ListedOutput(storage, root, kind, lease, true);
  }

  @Override
  public Path target(Split split) {
    return new Path(root(), split.folder());
  }

  @Override
  public void write(String name, byte[] content) {
    files.put(name, content);
  }

  @Override
  public void extra(String name, Optional<byte[]> content) {
    extras.put(name, content);
  }

  @Override
  void begin() {
    storage().clearUnfinishedUploads(root());
    // Files that writers of earlier versions left.
    kind().otherNames().forEach(name -> storage().delete(new Path(root(), name)));
    for (Split split : Split.values()) {
      former.put(split, storage().list(target(split)));
    }
  }

  @Override
  void recover() {
    // The mark lists the current files; the next publication deletes the others.
  }

  @Override
  void publishNow(Function<Map<Split, List<String>>, byte[]> mark) {
    Map<Split, List<String>> written = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      List<String> names = written(split).stream().map(Path::getName).toList();
      if (!names.isEmpty() || Split.REQUIRED.contains(split)) {
        written.put(split, names);
      }
    }
    storage().delete(new Path(root(), SUCCESS));
    byte[] content = mark.apply(written);
    putFiles();
    marked = true;
    storage().writeDurably(new Path(root(), kind().mark()), content);
    putExtras();
    if (!keepsFormer) {
      deleteFormer();
    }
    if (kind().hasSuccess()) {
      storage().writeDurably(new Path(root(), SUCCESS), new byte[0]);
    }
  }

  private void putFiles() {
    if (files.isEmpty()) {
      return;
    }
    unmarked = true;
    storage().delete(new Path(root(), kind().mark()));
    kind().files().stream()
        .filter(name -> !files.containsKey(name))
        .forEach(name -> storage().delete(new Path(root(), name)));
    files.forEach((name, bytes) -> storage().writeDurably(new Path(root(), name), bytes));
  }

  /** The new content is published; a failure here leaves the former files beside it. */
  private void putExtras() {
    extras.forEach(
        (name, content) -> {
          Path file = new Path(root(), name);
          try {
            content.ifPresentOrElse(
                bytes -> storage().writeDurably(file, bytes), () -> storage().delete(file));
          } catch (RuntimeException e) {
            LOG.warn("{} is that of before: {}", file, e.getMessage());
          }
        });
  }

  /** The new content is published; a failure here leaves files that no mark lists. */
  private void deleteFormer() {
    try {
      former.values().stream()
          .flatMap(List::stream)
          .filter(file -> isData(file.getName()))
          .forEach(storage()::delete);
    } catch (RuntimeException e) {
      LOG.warn("Former files of {} stay until the next time: {}", root(), e.getMessage());
    }
  }

  @Override
  void discard() {
    storage().clearUnfinishedUploads(root());
    if (unmarked) {
      // Also if the mark may exist, because files without a mark would count as somebody else's.
      storage().delete(new Path(root(), kind().mark()));
      kind().files().forEach(name -> storage().delete(new Path(root(), name)));
    }
    if (marked) {
      return;
    }
    for (Split split : Split.values()) {
      present(split).forEach(storage()::delete);
    }
  }

  @Override
  List<Path> present(Split split) {
    return storage().list(target(split)).stream()
        .filter(file -> !former.get(split).contains(file))
        .toList();
  }
}
