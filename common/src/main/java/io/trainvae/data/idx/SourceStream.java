package io.trainvae.data.idx;

import io.trainvae.error.JobException;
import io.trainvae.storage.Sha256;
import io.trainvae.storage.StorageErrors;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The bytes as stored: hashes them on their way, and remembers whether the storage failed, so that
 * a failing disk is not taken for damaged data.
 */
public final class SourceStream extends FilterInputStream {
  private final MessageDigest digest = Sha256.digest();
  private final FSDataInputStream file;
  private final long length;
  private boolean failed;
  private boolean sought;
  private long count;

  private SourceStream(FSDataInputStream file, long length) {
    super(file);
    this.file = file;
    this.length = length;
  }

  /**
   * Opens a file.
   *
   * @throws JobException data, if there is none, or it is a folder or empty; storage, if it cannot
   *     be read
   */
  public static SourceStream open(Path file, Configuration conf) {
    try {
      FileSystem fs = file.getFileSystem(conf);
      FileStatus status = fs.getFileStatus(file);
      if (status.isDirectory()) {
        throw JobException.data("Cannot read " + file + ": it is a folder, expected a file");
      }
      if (status.getLen() == 0) {
        throw JobException.data("Cannot read " + file.getName() + ": the file is empty");
      }
      return new SourceStream(fs.open(file), status.getLen());
    } catch (FileNotFoundException e) {
      // The local file system says this of a file without read permission, too.
      throw exists(file, conf)
          ? StorageErrors.of("read", file, e)
          : JobException.data("Cannot read " + file + ": no such file", e);
    } catch (IOException e) {
      throw StorageErrors.of("read", file, e);
    }
  }

  private static boolean exists(Path file, Configuration conf) {
    try {
      return file.getFileSystem(conf).exists(file);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      int n = in.read(target, offset, length);
      if (n > 0) {
        digest.update(target, offset, n);
        count += n;
      }
      return n;
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  /** Bytes of the file. */
  long length() {
    return length;
  }

  /** Goes on at another place; from then on there is no hash. */
  void seek(long position) throws IOException {
    try {
      file.seek(position);
      sought = true;
      count = position;
    } catch (IOException e) {
      failed = true;
      throw e;
    }
  }

  /** Reads the skipped bytes too, because every byte is part of the hash. */
  @Override
  public long skip(long n) throws IOException {
    byte[] skipped = new byte[(int) Math.min(Math.max(n, 0), 8192)];
    return Math.max(read(skipped, 0, skipped.length), 0);
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Whether the storage failed. */
  public boolean failed() {
    return failed;
  }

  /** Number of bytes read or passed over so far. */
  long count() {
    return count;
  }

  /** The SHA-256 of the bytes read so far, in hexadecimal. To be called once. */
  public String hash() {
    if (sought) {
      throw new IllegalStateException("not all bytes were read");
    }
    return Sha256.hex(digest);
  }
}
