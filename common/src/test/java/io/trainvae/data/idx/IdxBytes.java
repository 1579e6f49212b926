package io.trainvae.data.idx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** IDX files, good and bad, for tests. */
public final class IdxBytes {
  private IdxBytes() {}

  /** Image {@code i} has the pixels {@code i, i + 1, i + 2 ...}. */
  public static byte[] images(int count, int height, int width) {
    byte[] body = new byte[count * height * width];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) (i / (height * width) + i % (height * width));
    }
    return concat(ints(2051, count, height, width), body);
  }

  /** Labels {@code 0, 1 ... classes - 1, 0 ...}. */
  public static byte[] labels(int count, int classes) {
    byte[] body = new byte[count];
    for (int i = 0; i < count; i++) {
      body[i] = (byte) (i % classes);
    }
    return concat(ints(2049, count), body);
  }

  public static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(all)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }
}
