package io.trainvae.run;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.hadoop.fs.Path;

/** The name of a run in metrics and reports. */
public record RunId(String text) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * The name of the run's folder; a fresh id where the folder has no name, as the root of a bucket.
   */
  public static RunId of(Path run) {
    return run.getName().isEmpty() ? fresh(Clock.systemUTC()) : new RunId(run.getName());
  }

  /** The time in UTC, so that ids sort by it, and six random hexadecimal digits. */
  static RunId fresh(Clock clock) {
    return new RunId("%s-%06x".formatted(time(clock), RANDOM.nextInt(1 << 24)));
  }

  /** {@code yyyyMMdd-HHmmss} in UTC. */
  static String time(Clock clock) {
    return TIME.format(clock.instant());
  }

  @Override
  public String toString() {
    return text;
  }
}
