package io.trainvae.kernel;

import org.bytedeco.javacpp.FloatPointer;

/**
 * The parameters of a model in one array, the same outside the heap for matrix products, and there
 * too the gradients.
 */
public final class FlatParameters implements AutoCloseable {
  private final float[] array;
  private final FloatPointer values;
  private final FloatPointer gradients;

  /**
   * @param array of the parameters, not copied
   */
  public FlatParameters(float[] array) {
    this.array = array;
    this.values = new FloatPointer(array.length);
    this.gradients = new FloatPointer(array.length);
  }

  float[] array() {
    return array;
  }

  /** The parameters outside the heap, from this one on. */
  FloatPointer values(int offset) {
    return new FloatPointer(values).position(offset);
  }

  /** The gradients outside the heap, from this one on. */
  FloatPointer gradients(int offset) {
    return new FloatPointer(gradients).position(offset);
  }

  void putGradients(int offset, float[] from) {
    gradients.position(offset).put(from, 0, from.length);
    gradients.position(0);
  }

  /** A copy of so many gradients, or as many zeros. */
  public float[] gradients(int offset, int count, boolean present) {
    float[] copy = new float[count];
    if (present) {
      getGradients(offset, copy, 0, count);
    }
    return copy;
  }

  /** Copies so many gradients, the first one to {@code toStart}. */
  public void getGradients(int offset, float[] to, int toStart, int count) {
    gradients.position(offset).get(to, toStart, count);
    gradients.position(0);
  }

  /** Brings the side outside the heap up to date. */
  public void toNative(int offset, int count) {
    values.position(offset).put(array, offset, count);
    values.position(0);
  }

  @Override
  public void close() {
    values.close();
    gradients.close();
  }
}
