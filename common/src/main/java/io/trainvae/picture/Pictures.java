package io.trainvae.picture;

import io.trainvae.error.JobException;
import io.trainvae.model.Shape;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The pictures of images that every run has, as PNG or GIF bytes. Logits are a decoder's outputs
 * before the sigmoid. Arrays hold images one after the other, each as its {@link Shape} says.
 */
public final class Pictures {
  private static final int FRAME_MILLIS = 350;
  private static final int LAST_FRAME_MILLIS = 2500;

  /** Keeps the film short, and a few megabytes at most. */
  private static final int MOST_FRAMES = 60;

  private Pictures() {}

  /**
   * Decodes each point of a latent plane.
   *
   * @param logits {@code [rows columns, image]} of {@link LatentPlane#latents}
   * @param title none when empty
   */
  public static byte[] latentGrid(float[] logits, Shape image, LatentPlane plane, String title) {
    return ImageGrid.ofLogits(logits, image, plane.x().length)
        .title(title)
        .xAxis("latent " + plane.dimX(), plane.x())
        .yAxis("latent " + plane.dimY(), plane.y())
        .png();
  }

  /**
   * Decoded draws from the prior.
   *
   * @param logits {@code [count, image]}
   */
  public static byte[] samples(float[] logits, Shape image, int columns) {
    return ImageGrid.ofLogits(logits, image, columns).png();
  }

  /**
   * One row of decoded images for each class.
   *
   * @param logits {@code [classes, columns, image]}
   * @param classes the names of the rows
   */
  public static byte[] classRows(float[] logits, Shape image, List<String> classes) {
    int columns = Math.max(1, logits.length / (classes.size() * image.size()));
    return ImageGrid.ofLogits(logits, image, columns).rowHeadings(classes).png();
  }

  /**
   * Decodes the prior's mean while one latent dimension after the other moves away from it.
   *
   * @param logits {@code [rows, values, image]}
   * @param rows the names of the dimensions, from the top
   * @param values of the dimension that moves, from the left
   */
  public static byte[] traversals(
      float[] logits, Shape image, List<String> rows, double... values) {
    return ImageGrid.ofLogits(logits, image, values.length)
        .rowHeadings(rows)
        .xAxis("value of the dimension, all others 0", values)
        .png();
  }

  /**
   * Each row shows an image, decoded steps from its latent to another image's latent, and that
   * image.
   *
   * @param from {@code [rows, image]} in [0, 1]
   * @param logits {@code [rows, steps, image]}, evenly spaced from the first latent to the second
   * @param to {@code [rows, image]} in [0, 1]
   * @throws JobException if the counts do not match
   */
  public static byte[] interpolations(
      float[] from, float[] logits, float[] to, Shape image, int steps) {
    int size = image.size();
    int rows = from.length / size;
    if (rows < 1 || to.length != from.length || logits.length != rows * steps * size) {
      throw JobException.failed(
          "Cannot draw %d pixels between %d and %d: expected as many before as behind, and %d images between"
              .formatted(logits.length, from.length, to.length, steps));
    }
    float[] pixels = new float[rows * (steps + 2) * size];
    for (int row = 0; row < rows; row++) {
      int start = row * (steps + 2) * size;
      System.arraycopy(from, row * size, pixels, start, size);
      for (int i = 0; i < steps * size; i++) {
        pixels[start + size + i] = GreyLevels.sigmoid(logits[row * steps * size + i]);
      }
      System.arraycopy(to, row * size, pixels, start + (steps + 1) * size, size);
    }
    return ImageGrid.ofPixels(pixels, image, steps + 2).columnHeadings(wayHeadings(steps)).png();
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
   * @param originals {@code [count, image]} in [0, 1]
   * @param logits {@code [count, image]}
   * @throws JobException if the counts differ or are no multiple of the columns
   */
  public static byte[] reconstructions(
      float[] originals, float[] logits, Shape image, int columns) {
    return pairs(originals, logits, image, columns).png();
  }

  /**
   * The same, with a word above each pair.
   *
   * @param words {@code [count]}
   */
  public static byte[] reconstructions(
      float[] originals, float[] logits, Shape image, int columns, List<String> words) {
    List<List<String>> headings = new ArrayList<>();
    for (int start = 0; start < words.size(); start += columns) {
      headings.add(words.subList(start, Math.min(words.size(), start + columns)));
    }
    return pairs(originals, logits, image, columns).groupHeadings(headings).png();
  }

  private static ImageGrid pairs(float[] originals, float[] logits, Shape image, int columns) {
    int rowSize = columns * image.size();
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
    return ImageGrid.ofPixels(pairs, image, columns).rowsTogether(2).rowHeadings(headings);
  }

  /**
   * The same latents, decoded after an epoch.
   *
   * @param logits {@code [count, image]}
   */
  public record EpochFrame(int epoch, float[] logits) {}

  /**
   * The same latents decoded after each epoch, as an endless GIF that pauses on the last. If there
   * are more than 60 epochs, 60 are shown, spread evenly from the first to the last.
   */
  public static byte[] training(List<EpochFrame> frames, Shape image, int columns) {
    List<BufferedImage> images =
        thinned(frames).stream().map(frame -> frame(frame, image, columns).image()).toList();
    return AnimatedGif.of(images, FRAME_MILLIS, LAST_FRAME_MILLIS);
  }

  /** One frame of the film of {@link #training}, as PNG. */
  public static byte[] trainingFrame(EpochFrame frame, Shape image, int columns) {
    return frame(frame, image, columns).png();
  }

  private static ImageGrid frame(EpochFrame frame, Shape image, int columns) {
    return ImageGrid.ofLogits(frame.logits(), image, columns)
        .scale(Math.max(1, Math.round(560f / (columns * image.width()))))
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
