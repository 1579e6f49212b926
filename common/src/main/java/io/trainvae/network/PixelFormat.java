package io.trainvae.network;

/** How the numbers of an image or feature vector stand in a record. */
public enum PixelFormat {
  /** Unsigned bytes, of which 0 means 0 and 255 means 1. */
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
