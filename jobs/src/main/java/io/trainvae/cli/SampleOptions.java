package io.trainvae.cli;

import io.trainvae.error.JobException;
import picocli.CommandLine.Option;

/** The number of latent samples per image for the importance-weighted bound. */
final class SampleOptions {
  private static final int MOST = 100_000;

  @Option(
      names = "--importance-samples",
      paramLabel = "K",
      description =
          "Samples of each image for the importance-weighted bound; 0 leaves it out. Default: 0.")
  private Integer samples;

  /** Whether the user gave this option. */
  boolean isChosen() {
    return samples != null;
  }

  int count() {
    if (samples == null) {
      return 0;
    }
    if (samples < 0 || samples > MOST) {
      throw JobException.usage(
          "Cannot use --importance-samples %d: expected 0 to %d".formatted(samples, MOST));
    }
    return samples;
  }
}
