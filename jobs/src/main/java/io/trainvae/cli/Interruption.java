package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trainvae.error.ExitCode;
import io.trainvae.train.StopSignal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Makes Ctrl-C and SIGTERM end with exit code 130, with a last checkpoint of a training, with Spark
 * stopped and without a flood of errors from jobs that were cut off. When Spark ends a local
 * process because a task ran out of memory, a line says so and the exit code is 1.
 *
 * <p>Hadoop's hooks run one after the other by priority, and Spark's are among them: ours go first
 * and last.
 */
final class Interruption {
  private static final int BEFORE_SPARK = 1000;
  private static final int AFTER_FILE_SYSTEMS = 0;

  /**
   * Time for a round to end and a checkpoint to be written. Kubernetes kills a process 30 s after
   * SIGTERM.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** With it Spark ends a process in which a task runs out of memory. */
  private static final String SPARKS_HANDLER =
      "org.apache.spark.util.SparkUncaughtExceptionHandler";

  private final AtomicBoolean finished = new AtomicBoolean();
  private final StopSignal stop;
  private final PrintStream err;
  private volatile ExitCode exitCode = ExitCode.INTERRUPTED;

  private Interruption(StopSignal stop, PrintStream err) {
    this.stop = stop;
    this.err = err;
  }

  static Interruption install(StopSignal stop, PrintStream err) {
    Interruption interruption = new Interruption(stop, err);
    ShutdownHookManager hooks = ShutdownHookManager.get();
    hooks.addShutdownHook(
        interruption::begin, BEFORE_SPARK, PATIENCE.toSeconds() + 10, TimeUnit.SECONDS);
    hooks.addShutdownHook(interruption::end, AFTER_FILE_SYSTEMS);
    return interruption;
  }

  /** After this call the end of the process is no interruption. */
  void finished() {
    finished.set(true);
  }

  private void begin() {
    if (finished.get()) {
      return;
    }
    if (isEndedBySpark()) {
      exitCode = ExitCode.FAILED;
      stop.request();
      err.println(
          "A task of this process failed so that Spark ends the process, most often for lack of"
              + " memory: give more with --driver-memory");
      silence();
      return;
    }
    boolean handled = stop.request();
    err.println();
    err.println(
        handled
            ? "Interrupted, taking a checkpoint after this round, for %d s at most"
                .formatted(PATIENCE.toSeconds())
            : "Interrupted, stopping");
    silence();
    if (handled) {
      awaitCheckpoint();
    }
  }

  /** The thread that ends the process waits for the hooks, of which this is one. */
  private static boolean isEndedBySpark() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(frame -> frame.getClassName().startsWith(SPARKS_HANDLER));
  }

  private void awaitCheckpoint() {
    try {
      if (!stop.awaitEnd(PATIENCE)) {
        err.println("No checkpoint in time; --resume continues from the one before");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Threads that are interrupted by the shutdown print errors, to Spark's log and as stack traces.
   */
  private static void silence() {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, UTF_8));
  }

  private void end() {
    if (stop.requested()) {
      err.flush();
      Runtime.getRuntime().halt(exitCode.number());
    }
  }
}
