package io.trainvae.error;

/** What the process says to its caller when it ends. Schedulers rely on these numbers. */
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

  public int number() {
    return number;
  }
}
