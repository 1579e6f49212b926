package io.trainvae.data.source;

import io.trainvae.data.DatasetInfo.SourceFile;
import io.trainvae.data.Split;
import io.trainvae.error.JobException;
import io.trainvae.storage.Sha256;
import io.trainvae.storage.StorageErrors;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The binary version of CIFAR-10 or CIFAR-100 (Krizhevsky 2009), unpacked: records of one label, or
 * a coarse and a fine one, and 3072 bytes, the red plane of 32 x 32 pixels before the green and the
 * blue one.
 *
 * @param labelBytes before the pixels; the last of them is the class
 * @param classNames from the file next to the records; empty without it
 */
public record CifarFiles(
    String name,
    List<Path> train,
    List<Path> test,
    int labelBytes,
    int classes,
    List<String> classNames)
    implements Serializable {
  public static final int SIDE = 32;
  public static final int CHANNELS = 3;
  private static final int PIXELS = SIDE * SIDE;

  /** The data set of a name; {@code cifar-10} or {@code cifar-100}. */
  public static CifarFiles in(Path folder, String name, Configuration conf) {
    boolean ten = name.equals("cifar-10");
    List<String> train =
        ten
            ? IntStream.rangeClosed(1, 5).mapToObj("data_batch_%d.bin"::formatted).toList()
            : List.of("train.bin");
    String test = ten ? "test_batch.bin" : "test.bin";
    String names = ten ? "batches.meta.txt" : "fine_label_names.txt";
    CifarFiles files =
        new CifarFiles(
            name,
            train.stream().map(file -> new Path(folder, file)).toList(),
            List.of(new Path(folder, test)),
            ten ? 1 : 2,
            ten ? 10 : 100,
            names(new Path(folder, names), ten ? 10 : 100, conf));
    files.train.forEach(file -> files.count(file, conf));
    files.test.forEach(file -> files.count(file, conf));
    return files;
  }

  private static List<String> names(Path file, int classes, Configuration conf) {
    try (InputStream in = file.getFileSystem(conf).open(file)) {
      String text = new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8);
      List<String> names = text.lines().map(String::strip).filter(n -> !n.isEmpty()).toList();
      return names.size() == classes ? names : List.of();
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw StorageErrors.of("read", file, e);
    }
  }

  public List<Path> files(Split split) {
    return split == Split.TRAIN ? train : test;
  }

  public int recordBytes() {
    return labelBytes + PIXELS * CHANNELS;
  }

  /** Images of a file, by its length. */
  public int count(Path file, Configuration conf) {
    try {
      FileSystem fs = file.getFileSystem(conf);
      long length = fs.getFileStatus(file).getLen();
      if (length == 0 || length % recordBytes() != 0 || length / recordBytes() > 1_000_000) {
        throw JobException.data(
            "Cannot read %s: %,d bytes, expected whole records of %,d"
                .formatted(file, length, recordBytes()));
      }
      return (int) (length / recordBytes());
    } catch (FileNotFoundException e) {
      throw JobException.data(
          "Cannot read images from %s: it has no %s (unpacked, of the binary version)"
              .formatted(file.getParent(), file.getName()),
          e);
    } catch (IOException e) {
      throw StorageErrors.of("read", file, e);
    }
  }

  /** All files and their hashes. */
  public List<SourceFile> sources(Configuration conf) {
    List<SourceFile> sources = new ArrayList<>();
    for (Split split : Split.REQUIRED) {
      for (Path file : files(split)) {
        sources.add(new SourceFile(file.getName(), sha256(file, conf)));
      }
    }
    return sources;
  }

  private static String sha256(Path file, Configuration conf) {
    try (InputStream in = file.getFileSystem(conf).open(file)) {
      MessageDigest digest = Sha256.digest();
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return Sha256.hex(digest);
    } catch (IOException e) {
      throw StorageErrors.of("read", file, e);
    }
  }

  /** Pixels with their channels side by side. */
  public byte[] image(byte[] record) {
    byte[] image = new byte[PIXELS * CHANNELS];
    for (int i = 0; i < image.length; i++) {
      image[i] = record[labelBytes + i % CHANNELS * PIXELS + i / CHANNELS];
    }
    return image;
  }

  /**
   * @throws JobException data, if there is no such class
   */
  public int label(byte[] record) {
    int label = record[labelBytes - 1] & 0xff;
    if (label >= classes) {
      throw JobException.data(
          "Cannot read %s: label %d, expected 0 to %d".formatted(name, label, classes - 1));
    }
    return label;
  }
}
