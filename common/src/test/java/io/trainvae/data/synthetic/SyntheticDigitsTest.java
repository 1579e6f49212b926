package io.trainvae.data.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.trainvae.data.Split;
import io.trainvae.testing.MnistFiles;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SyntheticDigitsTest {
  private static final SyntheticDigits DIGITS = new SyntheticDigits(1, 28, 28);

  /** Any Java that gives other bytes, or any change of the drawing, is found out here. */
  @Test
  void drawsTheSameBytesEverywhere() {
    var digest = DigestUtils.getSha256Digest();
    for (int i = 0; i < 200; i++) {
      digest.update(DIGITS.image(Split.TRAIN, i));
      digest.update((byte) DIGITS.label(Split.TRAIN, i));
    }
    assertThat(org.apache.commons.codec.binary.Hex.encodeHexString(digest.digest()))
        .isEqualTo("ac70458deae137bdf43a78e6e5c5ebff412cac1a70f07c5aae9f3378ffad7cf0");
  }

  @Test
  void anImageDependsOnNothingThatWasDrawnBefore() {
    byte[] first = DIGITS.image(Split.TEST, 77);
    DIGITS.image(Split.TEST, 3);
    assertThat(new SyntheticDigits(1, 28, 28).image(Split.TEST, 77)).isEqualTo(first);
  }

  @Test
  void seedSplitAndIndexAllMatter() {
    Set<String> seen = new HashSet<>();
    for (long seed = 0; seed < 5; seed++) {
      for (Split split : Split.values()) {
        for (int i = 0; i < 200; i++) {
          seen.add(DigestUtils.sha256Hex(new SyntheticDigits(seed, 28, 28).image(split, i)));
        }
      }
    }
    assertThat(seen).hasSize(2000);
  }

  @Test
  void everyTenImagesHaveEveryDigitOnce() {
    for (int block = 0; block < 50; block++) {
      Set<Integer> labels = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        labels.add(DIGITS.label(Split.TRAIN, 10 * block + i));
      }
      assertThat(labels).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
  }

  /**
   * MNIST's training images have mean 0.1307 and deviation 0.3081, as anyone who normalises them
   * knows.
   */
  @Test
  void hasTheGreyLevelsOfMnist() {
    double sum = 0;
    double squares = 0;
    int images = 2000;
    for (int i = 0; i < images; i++) {
      for (byte b : DIGITS.image(Split.TRAIN, i)) {
        double v = (b & 0xff) / 255.0;
        sum += v;
        squares += v * v;
      }
    }
    double mean = sum / (images * 784);
    assertThat(mean).isCloseTo(0.1307, within(0.01));
    assertThat(Math.sqrt(squares / (images * 784) - mean * mean)).isCloseTo(0.3081, within(0.02));
  }

  @Test
  void leavesTheBorderFree() {
    for (int i = 0; i < 500; i++) {
      byte[] image = DIGITS.image(Split.TRAIN, i);
      for (int k = 0; k < 28; k++) {
        assertThat(new byte[] {image[k], image[27 * 28 + k], image[28 * k], image[28 * k + 27]})
            .as("border of image %d", i)
            .containsOnly((byte) 0);
      }
    }
  }

  @Test
  void drawsAnySize() {
    byte[] wide = new SyntheticDigits(1, 20, 50).image(Split.TRAIN, 0);
    assertThat(wide).hasSize(1000);
    byte[] large = new SyntheticDigits(1, 128, 128).image(Split.TRAIN, 0);
    assertThat(large).hasSize(128 * 128).contains((byte) 255);
    assertThat(new SyntheticDigits(1, 1, 1).image(Split.TRAIN, 0)).hasSize(1);
  }

  /** An independent check: a classifier trained only on these digits reads most of MNIST. */
  @Test
  @Tag("long")
  void teachesToReadRealDigits() throws IOException {
    Path mnist = MnistFiles.requireFolder();
    byte[] images = inflate(mnist.resolve("t10k-images-idx3-ubyte.gz"), 16, 1000 * 784);
    byte[] labels = inflate(mnist.resolve("t10k-labels-idx1-ubyte.gz"), 8, 1000);
    int known = 4000;
    byte[][] drawn = new byte[known][];
    for (int i = 0; i < known; i++) {
      drawn[i] = DIGITS.image(Split.TRAIN, i);
    }
    int right = 0;
    for (int i = 0; i < 1000; i++) {
      int nearest = nearest(drawn, images, i * 784);
      right += DIGITS.label(Split.TRAIN, nearest) == labels[i] ? 1 : 0;
    }
    assertThat(right).as("of 1000 real digits, by nearest neighbour").isGreaterThan(700);
  }

  private static int nearest(byte[][] drawn, byte[] images, int offset) {
    int best = -1;
    long least = Long.MAX_VALUE;
    for (int k = 0; k < drawn.length; k++) {
      long distance = 0;
      for (int p = 0; p < 784; p++) {
        int d = (drawn[k][p] & 0xff) - (images[offset + p] & 0xff);
        distance += d * d;
      }
      if (distance < least) {
        least = distance;
        best = k;
      }
    }
    return best;
  }

  private static byte[] inflate(Path file, int skip, int length) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(skip);
      return in.readNBytes(length);
    }
  }
}
