package io.trainvae.benchmark.growth;

import io.trainvae.data.Split;
import io.trainvae.data.synthetic.SyntheticDigits;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** IDX files with any number of images: 2,000 synthetic digits, repeated. */
final class TiledImages {
  private static final int IMAGES = 2051;
  private static final int LABELS = 2049;
  private static final int DIFFERENT = 2_000;

  private TiledImages() {}

  /** Writes the four files into a folder, unpacked. */
  static void write(Path folder, int trainImages, int testImages) {
    try {
      Files.createDirectories(folder);
      writeSplit(folder, "train", Split.TRAIN, trainImages);
      writeSplit(folder, "t10k", Split.TEST, testImages);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write images into " + folder, e);
    }
  }

  private static void writeSplit(Path folder, String name, Split split, int count)
      throws IOException {
    int side = SyntheticDigits.SIDE;
    SyntheticDigits digits = new SyntheticDigits(0, side, side);
    byte[][] images = new byte[Math.min(DIFFERENT, count)][];
    for (int i = 0; i < images.length; i++) {
      images[i] = digits.image(split, i);
    }
    try (DataOutputStream out = open(folder.resolve(name + "-images-idx3-ubyte"))) {
      for (int number : new int[] {IMAGES, count, side, side}) {
        out.writeInt(number);
      }
      for (int i = 0; i < count; i++) {
        out.write(images[i % images.length]);
      }
    }
    try (DataOutputStream out = open(folder.resolve(name + "-labels-idx1-ubyte"))) {
      out.writeInt(LABELS);
      out.writeInt(count);
      for (int i = 0; i < count; i++) {
        out.write(digits.label(split, i % images.length));
      }
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    OutputStream out = Files.newOutputStream(file);
    return new DataOutputStream(new BufferedOutputStream(out, 1 << 20));
  }
}
