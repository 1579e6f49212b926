package io.trainvae.ingest;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The files of a split.
 *
 * @param folder taken literally, though there be a star in it
 * @param names of the files that count; empty if all but hidden ones do
 */
public record SplitFiles(Path folder, List<String> names) {

  /**
   * Lists the files by name, because results must not depend on the order in which a storage lists
   * them.
   *
   * @throws FileNotFoundException if one of the files that count is not there
   */
  List<FileStatus> list(Configuration conf) throws IOException {
    List<FileStatus> files =
        Stream.of(folder.getFileSystem(conf).listStatus(folder))
            .filter(file -> file.isFile() && counts(file.getPath().getName()))
            .sorted(Comparator.comparing(file -> file.getPath().getName()))
            .toList();
    if (files.size() < names.size()) {
      var present =
          files.stream().map(file -> file.getPath().getName()).collect(Collectors.toSet());
      String absent = names.stream().filter(name -> !present.contains(name)).findFirst().orElse("");
      throw new FileNotFoundException("no file " + absent);
    }
    return files;
  }

  private boolean counts(String name) {
    return names.isEmpty() ? !isHidden(name) : names.contains(name);
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }
}
