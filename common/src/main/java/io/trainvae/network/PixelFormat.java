package io.trainvae.network;

/** How a record stores the numbers of an image or feature vector. */
public enum PixelFormat {
  /** Unsigned bytes; 0 means 0 and 255 means 1. */
  UINT8(1),
  /** Little-endian floats, as the model sees them. */
  FLOAT32(Float.BYTES);

  private final int bytes;

  PixelFormat(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of a number. */
  public int bytes() {
    return bytes;
  }
}
