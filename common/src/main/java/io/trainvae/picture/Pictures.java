package io.trainvae.picture;

import io.trainvae.error.JobException;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
   * @param title none when empty
   */
  public static byte[] latentGrid(
      float[] logits, int height, int width, LatentPlane plane, String title) {
    return ImageGrid.ofLogits(logits, height, width, plane.x().length)
        .title(title)
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
   * One row of decoded images for each class.
   *
   * @param logits {@code [classes, columns, height, width]}
   * @param classes what to call the rows
   */
  public static byte[] classRows(float[] logits, int height, int width, List<String> classes) {
    int columns = Math.max(1, logits.length / (classes.size() * height * width));
    return ImageGrid.ofLogits(logits, height, width, columns).rowHeadings(classes).png();
  }

  /**
   * What the decoder makes of the prior's mean when one latent dimension after the other moves away
   * from it.
   *
   * @param logits {@code [rows, values, height, width]}
   * @param rows what to call the dimensions, from the top
   * @param values of the dimension that moves, from the left
   */
  public static byte[] traversals(
      float[] logits, int height, int width, List<String> rows, double... values) {
    return ImageGrid.ofLogits(logits, height, width, values.length)
        .rowHeadings(rows)
        .xAxis("value of the dimension, all others 0", values)
        .png();
  }

  /**
   * On each row an image, what is decoded along the way from its latent to another image's, and
   * that image.
   *
   * @param from {@code [rows, height, width]} in [0, 1]
   * @param logits {@code [rows, steps, height, width]}, evenly spaced from the first latent to the
   *     second
   * @param to {@code [rows, height, width]} in [0, 1]
   * @throws JobException if the counts do not match
   */
  public static byte[] interpolations(
      float[] from, float[] logits, float[] to, int height, int width, int steps) {
    int image = height * width;
    int rows = from.length / image;
    if (rows < 1 || to.length != from.length || logits.length != rows * steps * image) {
      throw JobException.failed(
          "Cannot draw %d pixels between %d and %d: expected as many before as behind, and %d images between"
              .formatted(logits.length, from.length, to.length, steps));
    }
    float[] pixels = new float[rows * (steps + 2) * image];
    for (int row = 0; row < rows; row++) {
      int start = row * (steps + 2) * image;
      System.arraycopy(from, row * image, pixels, start, image);
      for (int i = 0; i < steps * image; i++) {
        pixels[start + image + i] = GreyLevels.sigmoid(logits[row * steps * image + i]);
      }
      System.arraycopy(to, row * image, pixels, start + (steps + 1) * image, image);
    }
    return ImageGrid.ofPixels(pixels, height, width, steps + 2)
        .columnHeadings(wayHeadings(steps))
        .png();
  }

  private static List<String> wayHeadings(int steps) {
    Stream<String> way =
        IntStream.range(0, steps)
            .mapToObj(i -> String.format(Locale.ROOT, "%.2f", i / Math.max(1.0, steps - 1)));
    return Stream.of(Stream.of("image"), way, Stream.of("image")).flatMap(s -> s).toList();
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
    return pairs(originals, logits, height, width, columns).png();
  }

  /**
   * The same, with a word above each pair.
   *
   * @param words {@code [count]}
   */
  public static byte[] reconstructions(
      float[] originals, float[] logits, int height, int width, int columns, List<String> words) {
    List<List<String>> headings = new ArrayList<>();
    for (int start = 0; start < words.size(); start += columns) {
      headings.add(words.subList(start, Math.min(words.size(), start + columns)));
    }
    return pairs(originals, logits, height, width, columns).groupHeadings(headings).png();
  }

  private static ImageGrid pairs(
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
    return ImageGrid.ofPixels(pairs, height, width, columns).rowsTogether(2).rowHeadings(headings);
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
