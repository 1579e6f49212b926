package io.trainvae.ingest;

import io.trainvae.data.DatasetInfo;
import io.trainvae.data.DatasetInfo.Part;
import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.data.DatasetJson;
import io.trainvae.data.Split;
import io.trainvae.storage.Storage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * A data set to which images are added. Its files do not change; {@code dataset.json} lists the
 * valid files, so that all new files become visible at once.
 *
 * @param files of each split, by name
 */
record GrownDataset(Storage storage, Path root, DatasetInfo info, Map<Split, List<String>> files) {

  static GrownDataset open(Storage storage, Path root) {
    DatasetJson.Contents contents = DatasetJson.contents(root, storage.configuration());
    Map<Split, List<String>> files = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      List<String> listed = contents.files().getOrDefault(split, List.of());
      files.put(split, listed.isEmpty() ? present(storage, root, split) : listed);
    }
    return new GrownDataset(storage, root, contents.info(), files);
  }

  private static List<String> present(Storage storage, Path root, Split split) {
    return storage.list(new Path(root, split.folder())).stream()
        .map(Path::getName)
        .filter(name -> !name.startsWith("_") && !name.startsWith("."))
        .toList();
  }

  /**
   * Makes readers use the list, so that files written from now on are ignored, and deletes what a
   * killed process wrote.
   */
  void listFiles() {
    storage.writeDurably(new Path(root, DatasetJson.FILE), DatasetJson.bytes(info, listed(files)));
    for (Split split : Split.values()) {
      Set<String> counted = Set.copyOf(files.get(split));
      present(storage, root, split).stream()
          .filter(name -> !counted.contains(name))
          .forEach(name -> storage.delete(new Path(new Path(root, split.folder()), name)));
    }
  }

  /** All files, including the added ones. */
  Map<Split, List<String>> with(Map<Split, List<String>> added) {
    Map<Split, List<String>> all = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      List<String> names = new ArrayList<>(files.get(split));
      names.addAll(added.getOrDefault(split, List.of()));
      all.put(split, names);
    }
    return listed(all);
  }

  private static Map<Split, List<String>> listed(Map<Split, List<String>> files) {
    Map<Split, List<String>> listed = new EnumMap<>(files);
    listed.values().removeIf(List::isEmpty);
    return listed;
  }

  /** Whether an earlier ingest added the same labels and pixels. */
  boolean has(DatasetInfo added) {
    Set<String> before =
        info.sources().stream().map(SourceFile::sha256).collect(Collectors.toSet());
    List<Part> parts = info.parts().isEmpty() ? List.of(part(info, info.name(), "")) : info.parts();
    // The same files may have been taken up to a limit.
    return added.sources().stream().map(SourceFile::sha256).allMatch(before::contains)
        && parts.stream().anyMatch(part -> hasCountsOf(added, part));
  }

  private static boolean hasCountsOf(DatasetInfo added, Part part) {
    return part.trainImages() == added.trainImages()
        && part.validationImages() == added.validationImages()
        && part.testImages() == added.testImages();
  }

  /** The description of the data set with the added images. */
  DatasetInfo with(DatasetInfo added, String source) {
    List<Part> parts = new ArrayList<>(info.parts());
    if (parts.isEmpty()) {
      parts.add(part(info, info.name(), info.fingerprint()));
    }
    List<SourceFile> sources = new ArrayList<>(info.sources());
    sources.addAll(added.sources());
    boolean oneSum = added.sources().size() == 1;
    String sum = oneSum ? added.sources().get(0).sha256() : added.fingerprint();
    parts.add(part(added, source, sum));
    return new DatasetInfo(
        info.name(),
        info.synthetic(),
        Math.addExact(info.trainImages(), added.trainImages()),
        Math.addExact(info.validationImages(), added.validationImages()),
        Math.addExact(info.testImages(), added.testImages()),
        info.height(),
        info.width(),
        info.channels(),
        added.classes(),
        added.classNames(),
        sources,
        parts,
        info.features());
  }

  private static Part part(DatasetInfo info, String source, String sha256) {
    return new Part(source, info.trainImages(), info.validationImages(), info.testImages(), sha256);
  }
}
