package io.trainvae.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BilinearResizeTest {

  /**
   * The example of PyTorch's documentation of Upsample (bilinear, align_corners=False), times 16.
   */
  @Test
  void enlargesAsPyTorchDocuments() {
    byte[] enlarged = new BilinearResize(2, 2, 4, 4).apply(new byte[] {16, 32, 48, 64});
    assertThat(enlarged)
        .containsExactly(16, 20, 28, 32, 24, 28, 36, 40, 40, 44, 52, 56, 48, 52, 60, 64);
  }

  /** Half the size: each pixel is the mean of the four around its centre. */
  @Test
  void halves() {
    byte[] image = {0, 4, 8, 12, 8, 12, 16, 20, 40, 44, 0, 0, 48, 52, 0, 100};
    assertThat(new BilinearResize(4, 4, 2, 2).apply(image)).containsExactly(6, 14, 46, 25);
  }

  /**
   * 28 to 128 takes output 0 at -0.39, held at 0, and output 3 at 3.5 * 0.21875 - 0.5 = 0.265625.
   */
  @Test
  void holdsTheEdgesAndPlacesHalfPixelCentres() {
    byte[] ramp = new byte[28 * 28];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (i % 28 * 8);
    }
    byte[] out = new BilinearResize(28, 28, 128, 128).apply(ramp);
    assertThat(out[0]).isZero();
    assertThat(out[3]).isEqualTo((byte) Math.round(0.265625 * 8));
    assertThat(out[64] & 0xff).isEqualTo(Math.round((64.5 * 0.21875 - 0.5) * 8));
    assertThat(out[127 * 128 + 127] & 0xff).isEqualTo(27 * 8);
  }

  @Test
  void keepsUnsignedBytes() {
    byte[] white = {(byte) 255, (byte) 255, (byte) 255, (byte) 255};
    assertThat(new BilinearResize(2, 2, 3, 5).apply(white)).containsOnly((byte) 255).hasSize(15);
  }

  @Test
  void sameSizeChangesNothing() {
    byte[] image = {1, 2, 3, (byte) 200, 5, 6};
    assertThat(new BilinearResize(2, 3, 2, 3).apply(image)).isEqualTo(image);
  }

  @Test
  void refusesAnImageOfAnotherSize() {
    assertThatThrownBy(() -> new BilinearResize(2, 3, 2, 3).apply(new byte[5]))
        .hasMessage("5 bytes, expected 2x3");
  }
}
