package io.trainvae.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Float32 numbers as little-endian bytes, the way that they are stored and sent. */
public final class Floats {
  private Floats() {}

  /** A buffer for this many numbers. */
  public static ByteBuffer allocate(int count) {
    return ByteBuffer.allocate(Math.multiplyExact(count, Float.BYTES));
  }

  /** Appends part of an array to a buffer. */
  public static void put(float[] values, int from, int count, ByteBuffer to) {
    to.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values, from, count);
    to.position(to.position() + count * Float.BYTES);
  }

  /** Takes the next numbers of a buffer. */
  public static void get(ByteBuffer source, float[] values, int from, int count) {
    source.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values, from, count);
    source.position(source.position() + count * Float.BYTES);
  }
}
