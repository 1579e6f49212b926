package io.trainvae.benchmark.measure;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in a process's output the lines that end an epoch. */
public enum EpochLine {
  /** {@code epoch 2/3 -ELBO 121.64 = 103.11 + 18.53 20,000 images/s 2.9 s}, as train-vae prints. */
  TRAIN_VAE("^epoch (?<epoch>\\d+)/\\d+ +-ELBO (?<loss>[-\\d.]+) = .* (?<seconds>[\\d.]+) s$"),
  /** A line of JSON with epoch, loss and seconds, as the peers print. */
  JSON(
      "^\\{.*\"epoch\": (?<epoch>\\d+),.*\"loss\": (?<loss>[-\\d.]+),.*\"seconds\":"
          + " (?<seconds>[\\d.]+).*}$");

  private final Pattern pattern;

  EpochLine(String pattern) {
    this.pattern = Pattern.compile(pattern);
  }

  /**
   * The content of such a line.
   *
   * @param loss as printed
   * @param seconds that the process measured itself, without what it does between two epochs
   */
  public record Said(int epoch, String loss, double seconds) {}

  /** Parses a line; empty for any other line. */
  public Optional<Said> parse(String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.matches()
        ? Optional.of(
            new Said(
                Integer.parseInt(matcher.group("epoch")),
                matcher.group("loss"),
                Double.parseDouble(matcher.group("seconds"))))
        : Optional.empty();
  }
}
