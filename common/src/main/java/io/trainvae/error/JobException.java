package io.trainvae.error;

/**
 * A failure that a user can act on. Its message is one line: what could not be done, the value met,
 * the value expected, and where.
 */
public final class JobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  private JobException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A failure whose exit code is known as a number only. */
  public static JobException of(ExitCode exitCode, String message, Throwable cause) {
    return new JobException(exitCode, message, cause);
  }

  public static JobException failed(String message) {
    return new JobException(ExitCode.FAILED, message, null);
  }

  public static JobException failed(String message, Throwable cause) {
    return new JobException(ExitCode.FAILED, message, cause);
  }

  public static JobException usage(String message) {
    return new JobException(ExitCode.USAGE, message, null);
  }

  public static JobException data(String message) {
    return new JobException(ExitCode.DATA, message, null);
  }

  public static JobException data(String message, Throwable cause) {
    return new JobException(ExitCode.DATA, message, cause);
  }

  public static JobException storage(String message) {
    return new JobException(ExitCode.STORAGE, message, null);
  }

  public static JobException storage(String message, Throwable cause) {
    return new JobException(ExitCode.STORAGE, message, cause);
  }

  /** Ended early because it was asked to. */
  public static JobException interrupted(String message) {
    return new JobException(ExitCode.INTERRUPTED, message, null);
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /**
   * The message with the exit code, because an exception of an executor may reach the driver as
   * text only.
   */
  @Override
  public String toString() {
    return "%s (exit code %d): %s"
        .formatted(JobException.class.getName(), exitCode.number(), getMessage());
  }
}
