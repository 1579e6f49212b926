package io.trainvae.ingest.images;

import io.trainvae.data.Split;
import java.io.Serializable;

/**
 * An image that is not read yet.
 *
 * @param key identifies it and stays the same when the data grow: a path below the source, or a
 *     column's value
 * @param label name of its class; null if it has none
 * @param file where its bytes are; null if they are here
 * @param bytes of an encoded file or of pixels; null if they are in a file
 * @param height of pixels in blue, green and red; 0 for other bytes
 * @param width of such pixels
 */
record ImageItem(
    Split split, String key, String label, String file, byte[] bytes, int height, int width)
    implements Serializable {

  static ImageItem ofFile(Split split, String key, String label, String file) {
    return new ImageItem(split, key, label, file, null, 0, 0);
  }

  ImageItem withKey(String other) {
    return new ImageItem(split, other, label, file, bytes, height, width);
  }

  ImageItem withLabel(String other) {
    return new ImageItem(split, key, other, file, bytes, height, width);
  }

  /**
   * The sort key: the split, then a hash of the key, so that classes are mixed. It is different for
   * any two images.
   */
  String order() {
    return split.ordinal() + KeyHash.hex("order", key) + key;
  }
}
