package io.trainvae.data.idx;

import io.trainvae.error.JobException;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads one IDX file from beginning to end, item by item; an item is an image or a label. The
 * memory does not depend on what the header claims.
 *
 * <p>Every method throws {@link JobException}: exit code 3 for anything wrong with the data, 4 for
 * the storage.
 */
public final class IdxReader implements Closeable {
  /** Larger images than any data set of this format has. */
  public static final int MAX_SIDE = 4096;

  /** The types of value that the format knows: signed bytes, shorts, ints, floats, doubles. */
  private static final Set<Integer> OTHER_TYPES = Set.of(0x09, 0x0b, 0x0c, 0x0d, 0x0e);

  private final IdxInput in;
  private final IdxKind kind;
  private final int count;
  private final int height;
  private final int width;
  private int passed;

  private IdxReader(IdxInput in, IdxKind kind) {
    this.in = in;
    this.kind = kind;
    ByteBuffer header = readHeader();
    checkMagic(header.getInt());
    this.count = checkedCount(header.getInt());
    boolean images = kind == IdxKind.IMAGES;
    this.height = images ? checkedSide("height", header.getInt()) : 1;
    this.width = images ? checkedSide("width", header.getInt()) : labelBytes(header);
  }

  /** Opens a file, compressed with gzip or not, and checks its header. */
  public static IdxReader open(Path file, IdxKind kind, Configuration conf) {
    IdxInput in = IdxInput.open(file, conf);
    try {
      return new IdxReader(in, kind);
    } catch (JobException e) {
      in.close();
      throw e;
    }
  }

  /** Number of items that the header promises, at least 1. */
  public int count() {
    return count;
  }

  /** Height of an image in pixels; 1 for labels. */
  public int height() {
    return height;
  }

  /** Width of an image in pixels; bytes of a label. */
  public int width() {
    return width;
  }

  public Path file() {
    return in.file();
  }

  /**
   * Reads the next item.
   *
   * @param item {@code height * width} bytes to fill, row by row
   */
  public void read(byte[] item) {
    if (item.length != height * width) {
      throw new IllegalArgumentException(item.length + " bytes for " + height * width);
    }
    if (passed == count) {
      throw new IllegalStateException("all " + count + " " + kind.plural() + " are read");
    }
    int n = in.read(item, 0, item.length);
    if (n < item.length) {
      throw endsWithin(passed, n);
    }
    passed++;
  }

  /** Passes over items without looking at them; their bytes count for {@link #finish}. */
  public void skip(int items) {
    pass(items, in::skip);
  }

  /**
   * Passes over items; in a file that is not compressed, without reading them. {@link #finish} must
   * not be called after this.
   */
  public void jump(int items) {
    pass(items, in::jump);
  }

  private void pass(int items, LongUnaryOperator over) {
    if (items < 0 || items > count - passed) {
      throw new IllegalArgumentException(items + " " + kind.plural() + " of " + (count - passed));
    }
    int size = height * width;
    long bytes = (long) items * size;
    long n = over.applyAsLong(bytes);
    if (n < bytes) {
      throw endsWithin(passed + (int) (n / size), n % size);
    }
    passed += items;
  }

  /**
   * Passes over the items that were not read and checks that nothing follows the last one.
   *
   * @return SHA-256 of the file as stored, in hexadecimal; to be asked for once
   */
  public String finish() {
    skip(count - passed);
    if (!in.ended()) {
      throw refused("bytes follow the last of its " + count + " " + kind.plural());
    }
    return in.sha256();
  }

  @Override
  public void close() {
    in.close();
  }

  private int labelBytes(ByteBuffer header) {
    if (kind == IdxKind.LABELS) {
      return 1;
    }
    int columns = header.getInt();
    if (columns != IdxKind.COLUMNS) {
      throw refused(columns + " columns, expected " + IdxKind.COLUMNS);
    }
    return columns * Integer.BYTES;
  }

  /** Reads the next item of a file of labels. */
  public int readLabel() {
    byte[] label = new byte[width];
    read(label);
    return kind == IdxKind.LABELS ? label[0] & 0xff : ByteBuffer.wrap(label).getInt();
  }

  private ByteBuffer readHeader() {
    byte[] header = new byte[kind.headerBytes()];
    int n = in.read(header, 0, header.length);
    // A file of the wrong kind may well be shorter than this header: its magic says more.
    if (n >= 4) {
      checkMagic(ByteBuffer.wrap(header).getInt());
    }
    if (n < header.length) {
      throw refused("header of " + n + " bytes, expected " + header.length);
    }
    return ByteBuffer.wrap(header);
  }

  private void checkMagic(int magic) {
    if (magic == kind.magic()) {
      return;
    }
    String met = "magic " + magic + ", expected " + kind.magic() + " (" + kind.plural() + ")";
    int type = magic >>> 8;
    int rank = magic & 0xff;
    if (OTHER_TYPES.contains(type)) {
      met += String.format(": values of type 0x%02x, expected %s", type, kind.expectedType());
    } else if (type == IdxKind.UNSIGNED_BYTES && rank != 1 && rank != 3) {
      met += ": rank " + rank + ", expected " + kind.rank();
    }
    throw refused(met);
  }

  private int checkedCount(int value) {
    if (value < 1) {
      throw refused(
          Integer.toUnsignedLong(value)
              + " "
              + kind.plural()
              + ", expected 1 to "
              + Integer.MAX_VALUE);
    }
    return value;
  }

  private int checkedSide(String name, int value) {
    if (value < 1 || value > MAX_SIDE) {
      throw refused(
          name + " " + Integer.toUnsignedLong(value) + ", expected 1 to " + MAX_SIDE + " pixels");
    }
    return value;
  }

  private JobException endsWithin(int item, long bytes) {
    return refused(
        "it ends after "
            + item
            + " of "
            + count
            + " "
            + kind.plural()
            + (bytes == 0 ? "" : " and " + bytes + " of " + height * width + " bytes of the next"));
  }

  private JobException refused(String why) {
    return JobException.data("Cannot read " + in.file().getName() + ": " + why);
  }
}
