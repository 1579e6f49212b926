package io.trainvae.kernel;

import io.trainvae.model.Shape;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The smaller side of a convolution outside the heap, with as many pixels in a row as {@link
 * Planes} has positions.
 */
final class PitchedRows implements AutoCloseable {
  private final Shape shape;
  private final int pitch;
  private final FloatPointer pointer;
  private final FloatBuffer buffer;

  PitchedRows(Shape shape, int pitch, int images) {
    this.shape = shape;
    this.pitch = pitch;
    this.pointer = new FloatPointer((long) images * size());
    this.buffer = pointer.asBuffer();
    pointer.zero();
  }

  private int size() {
    return shape.height() * pitch * shape.channels();
  }

  /** Pixels of an image, those between the rows included. */
  int positions() {
    return (shape.height() - 1) * pitch + shape.width();
  }

  FloatPointer at(int image) {
    return pointer.position((long) image * size());
  }

  /** Copies image {@code from} of an array here; pixels between the rows stay as they are. */
  void put(float[] images, int from, int image) {
    int width = shape.width() * shape.channels();
    for (int y = 0; y < shape.height(); y++) {
      buffer.put(rowStart(image, y), images, (from * shape.height() + y) * width, width);
    }
  }

  /** Copies an image from here to image {@code to} of an array. */
  void get(int image, float[] images, int to) {
    int width = shape.width() * shape.channels();
    for (int y = 0; y < shape.height(); y++) {
      buffer.get(rowStart(image, y), images, (to * shape.height() + y) * width, width);
    }
  }

  private int rowStart(int image, int y) {
    return image * size() + y * pitch * shape.channels();
  }

  @Override
  public void close() {
    pointer.close();
  }
}
