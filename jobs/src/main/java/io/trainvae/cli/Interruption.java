package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trainvae.error.ExitCode;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

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
      silence();
    }
  }

  /** What is cut off complains, in Spark's log and in stack traces past it. */
  private static void silence() {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
  }

  private void end() {
    if (started.get()) {
      err.flush();
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
    }
  }
}
