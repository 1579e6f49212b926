package io.trainvae.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** A submitted application: a separate driver process. */
public final class Submission {
  private final LoggedProcess driver;
  private final Path logs;

  Submission(LoggedProcess driver, Path logs) {
    this.driver = driver;
    this.logs = logs;
  }

  /**
   * Waits until the driver has written the text to either output; fails when it ends or takes too
   * long before.
   */
  public void awaitOutput(String text, Duration timeout) {
    driver.awaitOutput(Pattern.compile(Pattern.quote(text)), timeout);
  }

  /** Asks the driver to end, with SIGTERM. */
  public void terminate() {
    driver.handle().destroy();
  }

  /** Waits for the end; kills the driver and fails when it takes too long. */
  public SubmitResult result(Duration timeout) {
    int exitCode = driver.awaitEnd(timeout);
    return new SubmitResult(exitCode, driver.out(), driver.err(), logs);
  }
}
