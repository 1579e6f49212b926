package io.trainvae.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.JobException;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnimatedGifTest {
  /** All 256 greys, in another order for each frame. */
  private static BufferedImage frame(int shift) {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, 0x010101 * ((i * 7 + shift) % 256));
    }
    return image;
  }

  @Test
  void framesComeBackExactly() throws Exception {
    List<BufferedImage> frames = List.of(frame(0), frame(50), frame(100));
    GifFilm film = GifFilm.read(AnimatedGif.of(frames, 200, 2000));

    assertThat(film.frames()).hasSize(3);
    for (int f = 0; f < 3; f++) {
      Decoded decoded = new Decoded(film.frames().get(f));
      for (int i = 0; i < 256; i++) {
        assertThat(decoded.grey(i % 16, i / 16)).isEqualTo((i * 7 + f * 50) % 256);
      }
    }
  }

  @Test
  void loopsForEverAndRestsOnTheLastFrame() throws Exception {
    GifFilm film = GifFilm.read(AnimatedGif.of(List.of(frame(0), frame(1), frame(2)), 200, 2000));

    assertThat(film.delays()).containsExactly(20, 20, 200);
    assertThat(film.loops()).isZero();
  }

  @Test
  void coloursAreKeptWhereThereAreFew() throws Exception {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, 0xff0000 >> 8 * (i % 3));
    }
    GifFilm film = GifFilm.read(AnimatedGif.of(List.of(frame(0), image), 200, 2000));

    assertThat(film.delays()).containsExactly(20, 200);
    for (int i = 0; i < 256; i++) {
      int met = film.frames().get(1).getRGB(i % 16, i / 16) & 0xffffff;
      assertThat(met).isEqualTo(0xff0000 >> 8 * (i % 3));
    }
  }

  @Test
  void oneFrameIsAFilmToo() throws Exception {
    GifFilm film = GifFilm.read(AnimatedGif.of(List.of(frame(0)), 200, 2000));

    assertThat(film.delays()).containsExactly(200);
  }

  @Test
  void refusesNoFrames() {
    assertThatThrownBy(() -> AnimatedGif.of(List.of(), 200, 2000))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot make a GIF of 0 frames: expected at least 1");
  }

  @Test
  void refusesFramesOfOtherSizes() {
    BufferedImage other = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);

    assertThatThrownBy(() -> AnimatedGif.of(List.of(frame(0), other), 200, 2000))
        .isInstanceOf(JobException.class)
        .hasMessage("Cannot make a GIF: frame 1 is 16 x 8, expected 16 x 16 as the first");
  }
}
