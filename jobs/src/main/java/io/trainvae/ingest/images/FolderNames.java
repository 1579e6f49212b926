package io.trainvae.ingest.images;

import io.trainvae.data.Split;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The meaning of the folders in a path: {@code train/cats/tom.png} if there are folders of splits,
 * otherwise {@code cats/tom.png}, as in torchvision's {@code ImageFolder}.
 *
 * @param splits by the name of their folder; empty if the folders are those of classes
 */
record FolderNames(Map<String, Split> splits) implements Serializable {
  private static final Map<String, Split> KNOWN =
      Map.of(
          "train", Split.TRAIN,
          "training", Split.TRAIN,
          "val", Split.VALIDATION,
          "valid", Split.VALIDATION,
          "validation", Split.VALIDATION,
          "test", Split.TEST,
          "testing", Split.TEST);

  /**
   * @param folders all names of first folders
   */
  static FolderNames of(Set<String> folders) {
    Map<String, Split> splits = new TreeMap<>();
    folders.forEach(
        name -> Optional.ofNullable(KNOWN.get(name)).ifPresent(s -> splits.put(name, s)));
    boolean trains = splits.containsValue(Split.TRAIN);
    if (!trains || splits.size() != folders.size() || splits.size() < 2) {
      return new FolderNames(Map.of());
    }
    if (!splits.containsValue(Split.TEST)) {
      // Two splits are a training split and a test split, whatever the second is called.
      splits.replaceAll((name, split) -> split == Split.VALIDATION ? Split.TEST : split);
    }
    return new FolderNames(splits);
  }

  /** The first folder of a path, empty if it has none. */
  static String first(String name) {
    int end = name.indexOf('/');
    return end < 0 ? "" : name.substring(0, end);
  }

  /** The split that a path's folder says. */
  Optional<Split> split(String name) {
    return Optional.ofNullable(splits.get(first(name)));
  }

  /** The class that a path's folder says; null if it says none. */
  String label(String name) {
    String rest = splits.isEmpty() ? name : name.substring(name.indexOf('/') + 1);
    String folder = first(rest);
    return folder.isEmpty() ? null : folder;
  }
}
