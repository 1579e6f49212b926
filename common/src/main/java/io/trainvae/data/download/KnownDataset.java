package io.trainvae.data.download;

import io.trainvae.data.source.IdxFiles;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A published data set of four IDX files.
 *
 * @param mirrors folders that have the files, the best first; each ends with a slash
 * @param md5 of the files as published, in the order of {@link IdxFiles#NAMES}
 */
public record KnownDataset(String name, List<URI> mirrors, List<String> md5) {

  private static final List<KnownDataset> ALL =
      List.of(
          new KnownDataset(
              "mnist",
              List.of(
                  URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
                  URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")),
              List.of(
                  "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                  "d53e105ee54ea40749a09fcbcd1e9432",
                  "9fb629c4189551a2d022fa330f9573f3",
                  "ec29112dd5afa0611ce80d1b7f02629c")),
          new KnownDataset(
              "fashion-mnist",
              List.of(URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")),
              List.of(
                  "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                  "25c81989df183df01b3e8a0aad5dffbe",
                  "bef4ecab320f06d8554ea6380940ec79",
                  "bb300cfdad3c16e7a12a480ee83cd310")),
          new KnownDataset(
              "kmnist",
              List.of(URI.create("http://codh.rois.ac.jp/kmnist/dataset/kmnist/")),
              List.of(
                  "bdb82020997e1d708af4cf47b453dcf7",
                  "e144d726b3acfaa3e44228e80efcd344",
                  "5c965bf0a639b31b8f53240b1b52f4d7",
                  "7320c461ea6c1c855c0b718fb2a4b134")));

  public KnownDataset {
    mirrors = List.copyOf(mirrors);
    md5 = List.copyOf(md5);
  }

  /** Files' names at the mirrors and in the cache, in the order of {@link IdxFiles#NAMES}. */
  public static List<String> fileNames() {
    return IdxFiles.NAMES.stream().map(name -> name + ".gz").toList();
  }

  public static Optional<KnownDataset> named(String name) {
    return ALL.stream().filter(known -> known.name.equals(name)).findFirst();
  }

  public static List<String> names() {
    return ALL.stream().map(KnownDataset::name).toList();
  }
}
