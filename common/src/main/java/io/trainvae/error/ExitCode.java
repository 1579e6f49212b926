package io.trainvae.error;

import java.util.Arrays;

/** The exit code of the process. Schedulers rely on these numbers. */
public enum ExitCode {
  DONE(0),
  /** Failed while working; the same command may work when it is tried again. */
  FAILED(1),
  /** Unusable arguments or configuration. */
  USAGE(2),
  /** Unusable input data. */
  DATA(3),
  /** Storage unreachable, or access refused. */
  STORAGE(4),
  /** Interrupted by SIGINT or SIGTERM. */
  INTERRUPTED(130);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The one with a number that {@link #number} gave. */
  public static ExitCode of(int number) {
    return Arrays.stream(values()).filter(code -> code.number == number).findFirst().orElse(FAILED);
  }

  public int number() {
    return number;
  }
}
