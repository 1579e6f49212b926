package io.trainvae.session;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds our own failures inside Spark's exceptions, which wrap or quote what an executor threw. */
public final class ExecutorFailures {
  private static final int MOST_CAUSES = 50;
  private static final Pattern THROWN_ON_EXECUTOR =
      Pattern.compile(
          Pattern.quote(JobException.class.getName()) + " \\(exit code (\\d{1,3})\\): (.*)");

  private ExecutorFailures() {}

  /** The failure itself, or as the text that Spark has of it. */
  public static Optional<JobException> own(Throwable thrown) {
    return causes(thrown).stream()
        .filter(JobException.class::isInstance)
        .map(JobException.class::cast)
        .findFirst()
        .or(() -> quoted(thrown));
  }

  /** A failure that reached the driver only as text within Spark's own message. */
  public static Optional<JobException> quoted(Throwable thrown) {
    return causes(thrown).stream()
        .map(cause -> THROWN_ON_EXECUTOR.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .findFirst()
        .map(
            matcher ->
                JobException.of(
                    ExitCode.of(Integer.parseInt(matcher.group(1))), matcher.group(2), thrown));
  }

  /** The exception and what caused it. */
  public static List<Throwable> causes(Throwable thrown) {
    return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
        .limit(MOST_CAUSES)
        .toList();
  }
}
