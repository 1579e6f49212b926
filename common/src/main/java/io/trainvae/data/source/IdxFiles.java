package io.trainvae.data.source;

import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.storage.StorageErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The four files of a data set in MNIST's form.
 *
 * @param name of the data set
 * @param form of the files
 */
public record IdxFiles(String name, Pair train, Pair test, IdxForm form) implements Serializable {

  /** The files of one split; the n-th label belongs to the n-th image. */
  public record Pair(Path images, Path labels) implements Serializable {}

  /** Names of the publishers' files, without {@code .gz}. */
  public static final List<String> NAMES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  public Pair split(Split split) {
    return split == Split.TRAIN ? train : test;
  }

  /** The four paths, in the order of {@link #NAMES}. */
  public List<Path> all() {
    return List.of(train.images, train.labels, test.images, test.labels);
  }

  /** The same data set with its files under other paths, which are in the order of {@link #all}. */
  public IdxFiles at(List<Path> paths) {
    return new IdxFiles(
        name, new Pair(paths.get(0), paths.get(1)), new Pair(paths.get(2), paths.get(3)), form);
  }

  /**
   * Looks for the four files in a folder, those of MNIST, of QMNIST or of one split of EMNIST:
   * {@code train-images-idx3-ubyte} or {@code train-images.idx3-ubyte}, with {@code .gz} or
   * without; the unpacked one is taken where both are.
   *
   * @param name of the data set
   * @throws JobException exit code 3 naming all missing files at once, 4 if the storage fails
   */
  public static IdxFiles in(Path folder, String name, Configuration conf) {
    Set<String> present = list(folder, conf);
    List<IdxForm> met =
        IdxForm.OTHERS.stream()
            .filter(form -> spellings(form.files().get(0)).anyMatch(present::contains))
            .toList();
    boolean mnist = spellings(NAMES.get(0)).anyMatch(present::contains);
    if (mnist || met.isEmpty()) {
      return in(folder, name, IdxForm.MNIST, present);
    }
    if (met.size() > 1) {
      throw JobException.data(
          "Cannot choose from the data sets of %s: expected one of %s"
              .formatted(
                  folder,
                  met.stream()
                      .map(form -> form.name() + ":" + folder)
                      .collect(Collectors.joining(", "))));
    }
    return in(folder, name, met.get(0), present);
  }

  /** The files of one form. */
  static IdxFiles in(Path folder, IdxForm form, Configuration conf) {
    return in(folder, form.name(), form, list(folder, conf));
  }

  private static IdxFiles in(Path folder, String name, IdxForm form, Set<String> present) {
    List<Path> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String wanted : form.files()) {
      spellings(wanted)
          .filter(present::contains)
          .findFirst()
          .ifPresentOrElse(s -> found.add(new Path(folder, s)), () -> missing.add(wanted));
    }
    if (!missing.isEmpty()) {
      throw JobException.data(
          "Cannot read images from "
              + folder
              + ": it has no "
              + String.join(", no ", missing)
              + " (with .gz or without)");
    }
    return new IdxFiles(name, null, null, form).at(found);
  }

  private static Stream<String> spellings(String name) {
    String dotted = name.replace("-idx", ".idx");
    return Stream.of(name, dotted, name + ".gz", dotted + ".gz");
  }

  private static Set<String> list(Path folder, Configuration conf) {
    FileStatus[] children;
    try {
      var fs = folder.getFileSystem(conf);
      if (fs.getFileStatus(folder).isFile()) {
        throw JobException.data(
            "Cannot read images from " + folder + ": it is a file, expected a folder");
      }
      children = fs.listStatus(folder);
    } catch (FileNotFoundException e) {
      throw JobException.data("Cannot read images from " + folder + ": no such folder", e);
    } catch (IOException e) {
      throw StorageErrors.of("list", folder, e);
    }
    return Stream.of(children).map(c -> c.getPath().getName()).collect(Collectors.toSet());
  }
}
