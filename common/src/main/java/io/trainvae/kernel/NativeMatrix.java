package io.trainvae.kernel;

import io.trainvae.model.ArraySize;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Rows of numbers that stand twice: in an array, where loops are vectorised, and outside the heap,
 * where matrix products read them without a copy of their own. Whoever changes one side brings the
 * other up to date when it is needed.
 */
public final class NativeMatrix implements AutoCloseable {
  private final int columns;
  private final float[] array;
  private final FloatPointer pointer;

  public NativeMatrix(int rows, int columns) {
    this.columns = columns;
    this.array = new float[ArraySize.of("the rows of a layer", rows, columns)];
    this.pointer = new FloatPointer(array.length);
  }

  public int columns() {
    return columns;
  }

  /** The side in the heap. */
  public float[] array() {
    return array;
  }

  /** The side outside the heap. */
  FloatPointer pointer() {
    return pointer.position(0);
  }

  /** The native side from a row on, until the next call. */
  FloatPointer at(int row) {
    return pointer.position((long) row * columns);
  }

  /** Copies so many rows from the array to the native side. */
  public void toNative(int rows) {
    pointer().put(array, 0, rows * columns);
  }

  /** Copies so many rows from the native side to the array. */
  void toArray(int rows) {
    pointer().get(array, 0, rows * columns);
  }

  @Override
  public void close() {
    pointer.close();
  }
}
