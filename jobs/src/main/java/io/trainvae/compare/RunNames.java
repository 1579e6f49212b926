package io.trainvae.compare;

import java.util.List;
import org.apache.hadoop.fs.Path;

/** Short names for runs: the fewest last parts of their paths that are unique. */
final class RunNames {
  private RunNames() {}

  /** One name for each run, in their order. The runs differ. */
  static List<String> of(List<Path> runs) {
    int deepest = runs.stream().mapToInt(Path::depth).max().orElse(0);
    for (int parts = 1; parts <= deepest; parts++) {
      int count = parts;
      List<String> names = runs.stream().map(run -> lastParts(run, count)).toList();
      if (names.stream().distinct().count() == names.size()) {
        return names;
      }
    }
    return runs.stream().map(Path::toString).toList();
  }

  private static String lastParts(Path run, int count) {
    String name = run.getName();
    Path parent = run.getParent();
    for (int i = 1; i < count && parent != null && !parent.isRoot(); i++) {
      name = parent.getName() + "/" + name;
      parent = parent.getParent();
    }
    return name.isEmpty() ? run.toString() : name;
  }
}
