package io.trainvae.data.synthetic;

import java.util.Random;

/**
 * One way of moving the pen: slant, rotation, proportions and a smooth wobble, each drawn at random
 * once for an image.
 */
final class HandwritingStyle {
  private static final double WAVE = 2 * Math.PI;

  private final double proportion;
  private final double slant;
  private final double sine;
  private final double cosine;
  private final double jitter;
  private final double[][] waves = new double[4][];
  private final Random random;

  HandwritingStyle(Random random) {
    this.random = random;
    this.proportion = StrictMath.exp(0.10 + 0.15 * bounded(random));
    this.slant = 0.08 + 0.20 * bounded(random);
    double angle = 0.10 * bounded(random);
    this.sine = StrictMath.sin(angle);
    this.cosine = StrictMath.cos(angle);
    this.jitter = 0.022;
    for (int i = 0; i < waves.length; i++) {
      waves[i] = wave(random);
    }
  }

  /** The points of a stroke where this hand would put them; points given twice stay together. */
  double[][] lead(double[][] points) {
    double[][] led = new double[points.length][];
    for (int i = 0; i < points.length; i++) {
      boolean corner =
          i > 0 && points[i][0] == points[i - 1][0] && points[i][1] == points[i - 1][1];
      led[i] = corner ? led[i - 1].clone() : lead(points[i]);
    }
    return led;
  }

  private double[] lead(double[] point) {
    double x = point[0] + jitter * bounded(random);
    double y = point[1] + jitter * bounded(random);
    double wobbledX = x + ripple(waves[0], x, y) + ripple(waves[1], x, y);
    double wobbledY = y + ripple(waves[2], x, y) + ripple(waves[3], x, y);
    double slanted = wobbledX * proportion - slant * wobbledY;
    return new double[] {
      slanted * cosine - wobbledY * sine, slanted * sine + wobbledY * cosine,
    };
  }

  /** Direction and frequency (in periods per height), phase, and amplitude. */
  private static double[] wave(Random random) {
    double angle = Math.PI * random.nextDouble();
    double frequency = 0.4 + 0.6 * random.nextDouble();
    return new double[] {
      frequency * StrictMath.cos(angle),
      frequency * StrictMath.sin(angle),
      random.nextDouble(),
      0.035 * bounded(random)
    };
  }

  private static double ripple(double[] wave, double x, double y) {
    return wave[3] * StrictMath.sin(WAVE * (wave[0] * x + wave[1] * y + wave[2]));
  }

  /** A standard normal number, limited to two deviations, because no real writer deviates more. */
  static double bounded(Random random) {
    return Math.max(-2, Math.min(2, random.nextGaussian()));
  }
}
