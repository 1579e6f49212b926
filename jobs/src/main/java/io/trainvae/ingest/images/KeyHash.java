package io.trainvae.ingest.images;

import io.trainvae.data.Split;
import io.trainvae.storage.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** SHA-256 of keys: the same on every machine, independent of the other rows. */
final class KeyHash {
  private KeyHash() {}

  /** 16 digits. */
  static String hex(String purpose, String key) {
    return HexFormat.of().toHexDigits(first(purpose, key));
  }

  private static long first(String purpose, String key) {
    byte[] text = (purpose + ":" + key).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha256.digest().digest(text)).getLong();
  }

  /** The split of an image that no split was given for. */
  static Split split(String key, double testFraction, double validationFraction) {
    double place = (first("split", key) >>> 11) * 0x1p-53;
    if (place < testFraction) {
      return Split.TEST;
    }
    return place < testFraction + validationFraction ? Split.VALIDATION : Split.TRAIN;
  }
}
