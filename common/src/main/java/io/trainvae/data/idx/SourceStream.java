package io.trainvae.data.idx;

import io.trainvae.storage.Sha256;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * The bytes as stored: hashes them on their way, and remembers whether the storage failed, so that
 * a failing disk is not taken for damaged data.
 */
final class SourceStream extends FilterInputStream {
  private final MessageDigest digest = Sha256.digest();
  private boolean failed;
  private long count;

  SourceStream(InputStream in) {
    super(in);
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

  boolean failed() {
    return failed;
  }

  /** Number of bytes read so far. */
  long count() {
    return count;
  }

  /** The SHA-256 of the bytes read so far, in hexadecimal. To be called once. */
  String hash() {
    return Sha256.hex(digest);
  }
}
