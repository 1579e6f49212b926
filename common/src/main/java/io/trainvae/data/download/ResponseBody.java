package io.trainvae.data.download;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Receives the bytes of a response. The HTTP client calls it from its own threads, never
 * concurrently; other threads may read.
 */
final class ResponseBody {
  static final int OK = 200;
  static final int PARTIAL_CONTENT = 206;

  private final FileChannel file;
  private final long have;
  private volatile boolean accepted;
  private volatile long written;
  private volatile long total = -1;
  private volatile long heard = System.nanoTime();

  /**
   * @param have bytes at the file's beginning that need not come again
   */
  ResponseBody(FileChannel file, long have) {
    this.file = file;
    this.have = have;
  }

  /** Accepts the file or its rest; skips the body of any other answer. */
  BodySubscriber<Void> body(ResponseInfo info) {
    heard = System.nanoTime();
    boolean rest = info.statusCode() == PARTIAL_CONTENT && continues(info);
    if (!rest && info.statusCode() != OK) {
      return BodySubscribers.discarding();
    }
    long start = rest ? have : 0;
    long length = info.headers().firstValueAsLong("Content-Length").orElse(-1);
    total = length < 0 ? -1 : start + length;
    rewind(start);
    accepted = true;
    return BodySubscribers.ofByteArrayConsumer(bytes -> bytes.ifPresent(this::append));
  }

  /** Whether the answer begins where the part file ends. */
  private boolean continues(ResponseInfo info) {
    return info.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + have + "-");
  }

  private void rewind(long start) {
    try {
      file.truncate(start).position(start);
      written = start;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      written = file.position();
      heard = System.nanoTime();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the answer is the file or its rest. */
  boolean accepted() {
    return accepted;
  }

  /** Bytes in the file now. */
  long written() {
    return written;
  }

  /** Bytes that the file will have, or -1 if the server does not say. */
  long total() {
    return total;
  }

  /** Time since the server was heard last, or asked. */
  long silentNanos() {
    return System.nanoTime() - heard;
  }
}
