package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trainvae.error.ExitCode;
import io.trainvae.train.StopSignal;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Makes Ctrl-C and SIGTERM end with exit code 130, with a last checkpoint of a training, with Spark
 * stopped and without a flood of errors from jobs that were cut off. When Spark ends a local
 * process because a task ran out of memory, the command ends as after any other failure.
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

  /** How the process ends; empty if the end is not handled here. */
  private volatile Optional<ExitCode> exitCode = Optional.empty();

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
    if (isEndedBySpark()) {
      exitCode = Optional.of(ExitCode.FAILED);
      awaitFailure();
      return;
    }
    if (finished.get()) {
      return;
    }
    exitCode = Optional.of(ExitCode.INTERRUPTED);
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

  /** The main thread hears of the task's failure, records it and says so, if it has the memory. */
  private void awaitFailure() {
    awaitEnd(
        "Spark ended this process because a task failed, most often for lack of memory: give more"
            + " with --driver-memory");
    silence();
  }

  private void awaitCheckpoint() {
    awaitEnd("No checkpoint in time; --resume continues from the one before");
  }

  /**
   * @param otherwise printed if the main thread does not end in time
   */
  private void awaitEnd(String otherwise) {
    try {
      if (!stop.awaitEnd(PATIENCE)) {
        err.println(otherwise);
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
    exitCode.ifPresent(
        code -> {
          err.flush();
          Runtime.getRuntime().halt(code.number());
        });
  }
}
