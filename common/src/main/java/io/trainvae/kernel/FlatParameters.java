package io.trainvae.kernel;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The parameters of a model and their gradients in two flat arrays outside the heap, where matrix
 * products read them without a copy. Different threads may use different parts at once. Fixed
 * parameters have no gradients, and any number of threads may read them.
 */
public final class FlatParameters implements AutoCloseable {
  private final FloatPointer values;
  private final FloatPointer gradients;
  private final FloatBuffer valueBuffer;
  private final FloatBuffer gradientBuffer;

  /**
   * @param size number of parameters
   */
  public FlatParameters(int size) {
    this(size, size);
  }

  private FlatParameters(int size, int gradients) {
    this.values = new FloatPointer(size);
    this.gradients = new FloatPointer(gradients);
    this.valueBuffer = values.asBuffer();
    this.gradientBuffer = this.gradients.asBuffer();
  }

  /** A copy of these parameters, which are not trained. */
  public static FlatParameters fixed(float[] parameters) {
    FlatParameters fixed = new FlatParameters(parameters.length, 0);
    fixed.put(0, parameters, 0, parameters.length);
    return fixed;
  }

  /** A view of the parameters from this one on. */
  FloatPointer values(int offset) {
    return new FloatPointer(values).position(offset);
  }

  /** A view of the gradients from this one on. */
  FloatPointer gradients(int offset) {
    return new FloatPointer(gradients).position(offset);
  }

  /** Copies this many parameters, the first one to {@code toStart}. */
  public void get(int offset, float[] to, int toStart, int count) {
    valueBuffer.get(offset, to, toStart, count);
  }

  /** Sets this many parameters. */
  public void put(int offset, float[] from, int fromStart, int count) {
    valueBuffer.put(offset, from, fromStart, count);
  }

  /** Copies this many gradients, the first one to {@code toStart}. */
  public void getGradients(int offset, float[] to, int toStart, int count) {
    gradientBuffer.get(offset, to, toStart, count);
  }

  /** Sets this many gradients. */
  void putGradients(int offset, float[] from, int fromStart, int count) {
    gradientBuffer.put(offset, from, fromStart, count);
  }

  @Override
  public void close() {
    values.close();
    gradients.close();
  }
}
