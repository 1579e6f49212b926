package io.trainvae.cli;

import io.trainvae.error.ExitCode;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Makes Ctrl-C and SIGTERM end with exit code 130, with Spark stopped and without a flood of errors
 * from jobs that were cut off.
 *
 * <p>Hadoop's hooks run one after the other by priority, and Spark's are among them: ours go first
 * and last.
 */
final class Interruption {
  private static final int BEFORE_SPARK = 1000;
  private static final int AFTER_FILE_SYSTEMS = 0;

  private final AtomicBoolean finished = new AtomicBoolean();
  private final AtomicBoolean started = new AtomicBoolean();
  private final PrintStream err;

  private Interruption(PrintStream err) {
    this.err = err;
  }

  static Interruption install(PrintStream err) {
    Interruption interruption = new Interruption(err);
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(interruption::begin, BEFORE_SPARK);
    hooks.addShutdownHook(interruption::end, AFTER_FILE_SYSTEMS);
    return interruption;
  }

  /** Whether the process is being ended from outside. */
  boolean underWay() {
    return started.get();
  }

  /** From now on an ending is no interruption. */
  void finished() {
    finished.set(true);
  }

  private void begin() {
    if (!finished.get()) {
      started.set(true);
      err.println();
      err.println("Interrupted, stopping");
    }
  }

  private void end() {
    if (started.get()) {
      err.flush();
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
    }
  }
}
