package io.trainvae.ingest;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Small folders of IDX files, and a reader of such files that has nothing in common with the one
 * under test.
 */
final class IdxFolder {
  private IdxFolder() {}

  /**
   * 7 training and 3 test images of 4x4; image i has the pixels {@code 10 i, 10 i + 1 ...} and
   * label {@code i % 5}.
   */
  static void small(Path folder) throws IOException {
    Files.createDirectories(folder);
    put(folder.resolve("train-images-idx3-ubyte.gz"), images(7), labels(7));
    put(folder.resolve("t10k-images-idx3-ubyte.gz"), images(3), labels(3));
  }

  private static void put(Path images, byte[] pixels, byte[] labels) throws IOException {
    Path labelFile =
        images.resolveSibling(
            images.getFileName().toString().replace("images-idx3", "labels-idx1"));
    Files.write(images, gzip(pixels));
    Files.write(labelFile, gzip(labels));
  }

  static byte[] images(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(16 + 16 * count);
    bytes.putInt(2051).putInt(count).putInt(4).putInt(4);
    for (int i = 0; i < 16 * count; i++) {
      bytes.put((byte) (10 * (i / 16) + i % 16));
    }
    return bytes.array();
  }

  static byte[] labels(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + count);
    bytes.putInt(2049).putInt(count);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (i % 5));
    }
    return bytes.array();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  /** Bytes of an inflated file. */
  static byte[] inflate(Path file, int from, int length) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(from);
      return in.readNBytes(length);
    }
  }
}
