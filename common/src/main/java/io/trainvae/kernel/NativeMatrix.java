package io.trainvae.kernel;

import io.trainvae.model.ArraySize;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Rows of numbers outside the heap, where matrix products read and write them, copied from and to
 * arrays, where loops are vectorised.
 */
final class NativeMatrix implements AutoCloseable {
  private final int columns;
  private final FloatPointer pointer;
  private final FloatBuffer buffer;

  NativeMatrix(int rows, int columns) {
    this.columns = columns;
    this.pointer = new FloatPointer(ArraySize.of("the rows of a layer", rows, columns));
    this.buffer = pointer.asBuffer();
  }

  FloatPointer pointer() {
    return pointer.position(0);
  }

  /** A pointer to a row, valid until the next call. */
  FloatPointer at(int row) {
    return pointer.position((long) row * columns);
  }

  /** A pointer into a row, valid until the next call. */
  FloatPointer at(int row, int column) {
    return pointer.position((long) row * columns + column);
  }

  /** Copies this many rows from an array. */
  void put(float[] from, int rows) {
    buffer.put(0, from, 0, rows * columns);
  }

  /** Copies this many rows to an array. */
  void get(float[] to, int rows) {
    buffer.get(0, to, 0, rows * columns);
  }

  @Override
  public void close() {
    pointer.close();
  }
}
