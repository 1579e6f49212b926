package io.trainvae.ingest.images;

import io.trainvae.data.image.RgbImage;
import io.trainvae.storage.Sha256;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Iterator;

/**
 * What a partition of decoded images holds.
 *
 * @param colours whether any of them has a colour
 * @param sha256 of their labels and pixels
 */
record BlockSurvey(int block, int good, int bad, boolean colours, byte[] sha256)
    implements Serializable {

  static BlockSurvey of(int block, int height, int width, Iterator<Decoded> images) {
    MessageDigest digest = Sha256.digest();
    int good = 0;
    int bad = 0;
    boolean colours = false;
    while (images.hasNext()) {
      Decoded image = images.next();
      if (image.isGood()) {
        good++;
        colours = colours || !new RgbImage(height, width, image.rgb()).isGrey();
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(image.label()).array());
        digest.update(image.rgb());
      } else {
        bad++;
      }
    }
    return new BlockSurvey(block, good, bad, colours, digest.digest());
  }
}
