package io.trainvae.data.idx;

import io.trainvae.error.JobException;
import io.trainvae.storage.StorageErrors;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The uncompressed bytes of a file on any Hadoop file system, with a separate error for each kind
 * of failure.
 */
final class IdxInput implements Closeable {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;

  /** Real images shrink to a half, black ones to a thousandth: not worth an hour of inflating. */
  private static final int MOST_INFLATION = 200;

  /** The number of bytes that any data may inflate to. */
  private static final long HARMLESS = 256L << 20;

  private final Path file;
  private final SourceStream source;
  private final boolean compressed;
  private InputStream bytes;
  private final byte[] scratch = new byte[BUFFER];
  private long inflated;

  private IdxInput(Path file, SourceStream source) throws IOException {
    this.file = file;
    this.source = source;
    InputStream stored = new BufferedInputStream(source, BUFFER);
    this.compressed = isGzip(stored);
    this.bytes = compressed ? new GzipCompressorInputStream(stored, true) : stored;
  }

  static IdxInput open(Path file, Configuration conf) {
    SourceStream source = SourceStream.open(file, conf);
    try {
      return new IdxInput(file, source);
    } catch (IOException e) {
      closeQuietly(source);
      throw translated(e, file, source);
    }
  }

  /**
   * Whether the content is compressed. The name does not show it, because a browser may unpack a
   * file without renaming it.
   */
  private static boolean isGzip(InputStream stored) throws IOException {
    stored.mark(2);
    int magic = stored.read() << 8 | stored.read();
    stored.reset();
    return magic == GZIP_MAGIC;
  }

  /**
   * @return how many bytes were read: {@code length}, or fewer if the data end before, cut off or
   *     not
   */
  int read(byte[] target, int offset, int length) {
    int done = 0;
    try {
      while (done < length) {
        int n = bytes.read(target, offset + done, length - done);
        if (n < 0) {
          break;
        }
        done += n;
      }
      inflated += done;
    } catch (IOException e) {
      throw translated(e, file, source);
    }
    if (inflated > HARMLESS && inflated / MOST_INFLATION > source.count()) {
      throw JobException.data(
          "Cannot read %s: the gzip data inflate to more than %d times their size, which no images do"
              .formatted(file.getName(), MOST_INFLATION));
    }
    return done;
  }

  /**
   * @return how many bytes were passed over: {@code length}, or fewer if the data end before
   */
  long skip(long length) {
    long left = length;
    while (left > 0) {
      int wanted = (int) Math.min(left, scratch.length);
      int n = read(scratch, 0, wanted);
      left -= n;
      if (n < wanted) {
        break;
      }
    }
    return length - left;
  }

  /**
   * Passes over bytes, without reading them unless they are compressed. From then on there is no
   * hash.
   *
   * @return as {@link #skip}
   */
  long jump(long length) {
    if (compressed) {
      return skip(length);
    }
    long there = Math.min(length, source.length() - inflated);
    try {
      source.seek(inflated + there);
    } catch (IOException e) {
      throw translated(e, file, source);
    }
    bytes = new BufferedInputStream(source, BUFFER);
    inflated += there;
    return there;
  }

  /** Whether the end is reached; reads the checksum at the end of compressed data. */
  boolean ended() {
    try {
      return bytes.read() < 0;
    } catch (IOException e) {
      throw translated(e, file, source);
    }
  }

  /**
   * The SHA-256 of all bytes as stored, in hexadecimal. To be called once, after {@link #ended}.
   */
  String sha256() {
    return source.hash();
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    closeQuietly(bytes);
  }

  private static JobException translated(IOException e, Path file, SourceStream source) {
    if (source.failed()) {
      return StorageErrors.of("read", file, e);
    }
    String why = e instanceof EOFException ? "cut off" : "damaged: " + e.getMessage();
    return JobException.data("Cannot read " + file.getName() + ": the gzip data are " + why, e);
  }

  /** Nothing is lost when a stream that was read does not close. */
  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException ignored) {
      // Everything needed has been read, or its failure is already being reported.
    }
  }
}
