package io.trainvae.data.synthetic;

import io.trainvae.data.Split;
import java.io.Serializable;
import java.util.Random;

/**
 * Digits 0 to 9 in MNIST's manner: white on black, slanted, wobbly, of varying thickness, in a box
 * of 20 of 28 pixels and centred by their ink. Image and label {@code i} depend on the seed, the
 * split and {@code i} alone, so that any range can be drawn anywhere. Of each ten images that
 * follow each other from a multiple of ten, every digit is one.
 *
 * @param height of an image, in pixels
 * @param width of an image, in pixels
 */
public record SyntheticDigits(long seed, int height, int width) implements Serializable {
  /** The number of distinct labels. */
  public static final int CLASSES = 10;

  /** MNIST's height and width, in pixels. */
  public static final int SIDE = 28;

  /** The part of an image's height or width that digits fill, as in MNIST. */
  private static final double BOX = 20.0 / 28;

  /** The default number of images in a split: enough for a first run, drawn in seconds. */
  public static int defaultCount(Split split) {
    return split == Split.TRAIN ? 10_000 : 2_000;
  }

  /** The digit of image {@code index}: a place in the shuffled ten of its block. */
  public int label(Split split, int index) {
    Random random = random(split, 1, index / CLASSES);
    int[] digits = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (int i = CLASSES - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = digits[i];
      digits[i] = digits[j];
      digits[j] = kept;
    }
    return digits[index % CLASSES];
  }

  /**
   * Draws image {@code index}.
   *
   * @return {@code [height, width]} unsigned bytes, row by row
   */
  public byte[] image(Split split, int index) {
    Random random = random(split, 2, index);
    double[][][] strokes = DigitShapes.pick(label(split, index), random).strokes();
    HandwritingStyle hand = new HandwritingStyle(random);
    double[][][] curves = new double[strokes.length][][];
    for (int i = 0; i < strokes.length; i++) {
      curves[i] = Curve.through(hand.lead(strokes[i]));
    }
    double thickness = 0.061 * StrictMath.exp(0.25 * HandwritingStyle.bounded(random));
    return draw(curves, thickness, random);
  }

  private byte[] draw(double[][][] curves, double thickness, Random random) {
    double unit = Math.min(height, width) * BOX;
    double size = unit * (0.97 + 0.035 * HandwritingStyle.bounded(random));
    double radius = thickness * unit;
    double drift = 0.25 * HandwritingStyle.bounded(random);
    double softness = Math.max(1, 0.085 * unit);
    double margin = (1 + Math.abs(drift) / 2) * radius + softness / 2 + unit / 20;
    Placement placement = Placement.of(curves, size - 2 * radius, margin, height, width);
    Pen pen = new Pen(height, width, softness);
    for (double[][] curve : curves) {
      for (int i = 0; i < curve.length - 1; i++) {
        double pressure = 1 + drift * ((double) i / curve.length - 0.5);
        pen.line(placement.place(curve[i]), placement.place(curve[i + 1]), radius * pressure);
      }
    }
    return pen.image();
  }

  /**
   * java.util.Random prescribes its numbers to the bit; mixing keeps near seeds from giving alike
   * ones.
   */
  private Random random(Split split, int purpose, long index) {
    long stream = mix(seed) + 2L * purpose + (split == Split.TRAIN ? 0 : 1);
    return new Random(mix(mix(stream) + index));
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
