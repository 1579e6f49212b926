package io.trainvae.output;

import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.lease.LeasedFolder;
import io.trainvae.storage.Storage;
import io.trainvae.storage.TemporaryNames;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/** The present content of the folder, and whether it may be replaced. */
record ExistingOutput(Storage storage, Path root, OutputKind kind) {

  /**
   * @param abandoned whether files without a mark are known to be a killed writer's
   */
  void check(boolean abandoned) {
    if (!storage.exists(root)) {
      return;
    }
    if (!storage.isFolder(root)) {
      throw refused("it is a file");
    }
    Set<String> names =
        storage.list(root).stream()
            .map(Path::getName)
            .filter(name -> !name.equals(LeasedFolder.FILE))
            .filter(name -> !TemporaryNames.matches(name))
            .collect(Collectors.toCollection(TreeSet::new));
    foreign(names).ifPresent(this::refuse);
    if (names.isEmpty() || (abandoned && !names.contains(kind.mark()))) {
      return;
    }
    kind.refusal(storage, root, names).ifPresent(this::refuse);
  }

  private Optional<String> foreign(Set<String> names) {
    Set<String> ours = new TreeSet<>(kind.otherNames());
    ours.addAll(kind.extraFiles());
    ours.add(kind.mark());
    ours.add(OutputFolder.SUCCESS);
    ours.addAll(kind.files());
    if (kind.files().isEmpty()) {
      for (Split split : Split.values()) {
        ours.add(split.folder());
      }
    }
    return names.stream()
        .filter(name -> !ours.contains(name))
        .findFirst()
        .map("it has %s, which is not part of "::formatted)
        .map(text -> text + kind.withArticle());
  }

  private void refuse(String why) {
    throw refused(why);
  }

  private JobException refused(String why) {
    return JobException.usage(
        "Cannot write %s to %s: %s; expected nothing, an empty folder or %s to replace"
            .formatted(kind.withArticle(), root, why, kind.withArticle()));
  }
}
