package io.trainvae.picture;

import io.trainvae.error.JobException;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The pictures of images that every run has, as PNG or GIF bytes. Logits are a decoder's outputs
 * before the sigmoid.
 */
public final class Pictures {
  private static final int FRAME_MILLIS = 350;
  private static final int LAST_FRAME_MILLIS = 2500;

  /** Keeps the film short, and a few megabytes at most. */
  private static final int MOST_FRAMES = 60;

  private Pictures() {}

  /**
   * What the decoder makes of each point of a latent plane.
   *
   * @param logits {@code [rows columns, height, width]} of {@link LatentPlane#latents}
   */
  public static byte[] latentGrid(float[] logits, int height, int width, LatentPlane plane) {
    return ImageGrid.ofLogits(logits, height, width, plane.x().length)
        .xAxis("latent " + plane.dimX(), plane.x())
        .yAxis("latent " + plane.dimY(), plane.y())
        .png();
  }

  /**
   * Decoded draws from the prior.
   *
   * @param logits {@code [count, height, width]}
   */
  public static byte[] samples(float[] logits, int height, int width, int columns) {
    return ImageGrid.ofLogits(logits, height, width, columns).png();
  }

  /**
   * Rows of originals, each above the row of its reconstructions.
   *
   * @param originals {@code [count, height, width]} in [0, 1]
   * @param logits {@code [count, height, width]}
   * @throws JobException if the counts differ or are no multiple of the columns
   */
  public static byte[] reconstructions(
      float[] originals, float[] logits, int height, int width, int columns) {
    int rowSize = columns * height * width;
    if (rowSize < 1 || originals.length != logits.length || originals.length % rowSize != 0) {
      throw JobException.failed(
          "Cannot draw %d pixels above %d reconstructed ones: expected as many, in whole rows of %d"
              .formatted(originals.length, logits.length, rowSize));
    }
    int rows = originals.length / rowSize;
    float[] pairs = new float[2 * originals.length];
    for (int row = 0; row < rows; row++) {
      System.arraycopy(originals, row * rowSize, pairs, 2 * row * rowSize, rowSize);
      for (int i = 0; i < rowSize; i++) {
        pairs[(2 * row + 1) * rowSize + i] = GreyLevels.sigmoid(logits[row * rowSize + i]);
      }
    }
    List<String> headings =
        IntStream.range(0, 2 * rows)
            .mapToObj(row -> row % 2 == 0 ? "original" : "reconstruction")
            .toList();
    return ImageGrid.ofPixels(pairs, height, width, columns)
        .rowsTogether(2)
        .rowHeadings(headings)
        .png();
  }

  /**
   * What a decoder made of the same latents after an epoch.
   *
   * @param logits {@code [count, height, width]}
   */
  public record EpochFrame(int epoch, float[] logits) {}

  /**
   * The same latents decoded after each epoch, as an endless GIF that rests on the last. Of more
   * than 60 epochs, 60 are shown, spread evenly from the first to the last.
   */
  public static byte[] training(List<EpochFrame> frames, int height, int width, int columns) {
    List<BufferedImage> images =
        thinned(frames).stream()
            .map(frame -> frame(frame, height, width, columns).image())
            .toList();
    return AnimatedGif.of(images, FRAME_MILLIS, LAST_FRAME_MILLIS);
  }

  /** One frame of the film of {@link #training}, as PNG. */
  public static byte[] trainingFrame(EpochFrame frame, int height, int width, int columns) {
    return frame(frame, height, width, columns).png();
  }

  private static ImageGrid frame(EpochFrame frame, int height, int width, int columns) {
    return ImageGrid.ofLogits(frame.logits(), height, width, columns)
        .scale(Math.max(1, Math.round(560f / (columns * width))))
        .title("epoch " + frame.epoch());
  }

  private static List<EpochFrame> thinned(List<EpochFrame> frames) {
    if (frames.size() <= MOST_FRAMES) {
      return frames;
    }
    double step = (frames.size() - 1.0) / (MOST_FRAMES - 1);
    return IntStream.range(0, MOST_FRAMES)
        .mapToObj(i -> frames.get((int) Math.round(i * step)))
        .toList();
  }
}
