package io.trainvae.ingest.images;

import io.trainvae.data.image.ImageDecoder.Size;
import io.trainvae.data.image.RgbImage;
import io.trainvae.shards.FeatureSums;
import io.trainvae.storage.Sha256;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Iterator;

/**
 * Statistics of a partition of decoded images.
 *
 * @param colours whether any of them has a colour
 * @param sha256 of their labels and pixels or features
 * @param sums of their features; empty of images
 */
record BlockSurvey(int block, int good, int bad, boolean colours, byte[] sha256, FeatureSums sums)
    implements Serializable {

  static BlockSurvey of(int block, Size size, boolean features, Iterator<Decoded> images) {
    FeatureSums sums = new FeatureSums(features ? size.width() : 0);
    MessageDigest digest = Sha256.digest();
    int good = 0;
    int bad = 0;
    boolean colours = false;
    while (images.hasNext()) {
      Decoded image = images.next();
      if (image.isGood()) {
        good++;
        colours =
            colours
                || !features && !new RgbImage(size.height(), size.width(), image.rgb()).isGrey();
        sums.add(image.rgb());
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(image.label()).array());
        digest.update(image.rgb());
      } else {
        bad++;
      }
    }
    return new BlockSurvey(block, good, bad, colours, digest.digest(), sums);
  }
}
