package io.trainvae.ingest.images;

import java.io.Serializable;

/**
 * The result of decoding an item.
 *
 * @param rgb {@code [height, width, 3]}, or the little-endian floats of a feature vector; null of a
 *     bad image
 * @param reason why it is bad; null of a good one
 */
record Decoded(String key, int label, byte[] rgb, String reason) implements Serializable {

  static Decoded image(String key, int label, byte[] rgb) {
    return new Decoded(key, label, rgb, null);
  }

  static Decoded bad(String key, String reason) {
    return new Decoded(key, 0, null, reason);
  }

  boolean isGood() {
    return reason == null;
  }
}
