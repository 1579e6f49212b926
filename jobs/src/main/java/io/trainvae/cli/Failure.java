package io.trainvae.cli;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.session.ExecutorFailures;
import io.trainvae.storage.Redaction;
import io.trainvae.storage.StorageErrors;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The exit code and message of a command that threw an exception.
 *
 * @param message for the user; one line, but for a list of settings that are wrong
 */
record Failure(ExitCode exitCode, String message) {
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(Pattern.quote(OutOfMemoryError.class.getName()) + ": (.*)");

  static Failure of(Throwable thrown) {
    List<Throwable> causes = ExecutorFailures.causes(thrown);
    return first(causes, JobException.class)
        .or(() -> StorageErrors.among(thrown))
        .map(known -> new Failure(known.exitCode(), Redaction.message(known.getMessage())))
        .or(() -> interrupted(causes))
        .or(() -> outOfMemory(causes))
        .or(() -> quoted(thrown))
        .orElseGet(() -> unknown(thrown, causes));
  }

  /** Whether the root cause is one of our own messages. */
  static boolean isKnown(Throwable thrown) {
    return ExecutorFailures.own(thrown).isPresent();
  }

  /** Whether the input was unusable, so that no work was done. */
  boolean isRefusal() {
    return exitCode == ExitCode.USAGE || exitCode == ExitCode.DATA;
  }

  /** The stack trace without the secrets that messages in it may hold. */
  static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString()
        .lines()
        .map(line -> line.startsWith("\tat ") ? line : Redaction.message(line))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static Optional<Failure> interrupted(List<Throwable> causes) {
    return first(causes, InterruptedException.class)
        .map(cause -> new Failure(ExitCode.INTERRUPTED, "Interrupted"));
  }

  /** Where there is no memory: here, or in a task, of which Spark quotes the error. */
  private static Optional<Failure> outOfMemory(List<Throwable> causes) {
    return causes.stream()
        .map(cause -> OUT_OF_MEMORY.matcher(String.valueOf(cause)))
        .filter(Matcher::find)
        .findFirst()
        .map(
            error ->
                new Failure(
                    ExitCode.FAILED,
                    "Out of memory (%s): give more with --driver-memory or --executor-memory"
                        .formatted(error.group(1))));
  }

  private static Optional<Failure> quoted(Throwable thrown) {
    return ExecutorFailures.quoted(thrown)
        .map(own -> new Failure(own.exitCode(), Redaction.message(own.getMessage())));
  }

  private static Failure unknown(Throwable thrown, List<Throwable> causes) {
    Throwable root = causes.get(causes.size() - 1);
    String line = line(thrown);
    String because = root == thrown ? "" : ", because of " + line(root);
    return new Failure(ExitCode.FAILED, Redaction.message("Failed: " + line + because));
  }

  private static String line(Throwable e) {
    String message = firstLine(e);
    return message.isEmpty()
        ? e.getClass().getSimpleName()
        : "%s: %s".formatted(e.getClass().getSimpleName(), message);
  }

  private static String firstLine(Throwable e) {
    String message = e.getMessage() == null ? "" : e.getMessage();
    return message.lines().findFirst().orElse("").strip();
  }

  private static <T extends Throwable> Optional<T> first(List<Throwable> causes, Class<T> type) {
    return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
