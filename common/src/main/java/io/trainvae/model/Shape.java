package io.trainvae.model;

import io.trainvae.error.JobException;
import java.io.Serializable;

/**
 * The shape of the values between two layers: rows, columns and channels of an image, stored row by
 * row with the channels of a pixel side by side. Features without a place are the channels of one
 * pixel.
 */
public record Shape(int height, int width, int channels) implements Serializable {
  /** Features without a place. */
  public static Shape flat(int features) {
    return new Shape(1, 1, features);
  }

  /** A grey image. */
  public static Shape grey(int height, int width) {
    return new Shape(height, width, 1);
  }

  /**
   * Numbers in it.
   *
   * @throws JobException usage, when they are more than an array can hold
   */
  public int size() {
    return ArraySize.of("the numbers between two layers", height, width, channels);
  }

  /** The same pixels with this many channels. */
  Shape withChannels(int count) {
    return new Shape(height, width, count);
  }

  /** The size of an image in options: {@code 28x28}, or {@code 32x32x3} in colour. */
  public String inPixels() {
    return height + "x" + width + (channels == 1 ? "" : "x" + channels);
  }

  /** {@code 28x28x1}, or {@code 400} where there is no more than one pixel. */
  @Override
  public String toString() {
    return height == 1 && width == 1 ? "" + channels : height + "x" + width + "x" + channels;
  }
}
