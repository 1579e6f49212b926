package io.trainvae.cli;

import io.trainvae.error.JobException;
import io.trainvae.storage.StorageErrors;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recognises that the cluster's master could not be reached or ended the application. An
 * unreachable resource manager throws the same exceptions as an unreachable NameNode, but is not a
 * storage.
 */
final class MasterFailures {
  private static final List<String> STORAGE =
      List.of("org.apache.hadoop.fs.", "org.apache.hadoop.hdfs.");

  /** The text that Hadoop appends to its messages. */
  private static final String ADVERTISEMENT = "; For more details";

  private MasterFailures() {}

  /**
   * The failure for an exception that Spark threw at its start.
   *
   * @param master such as {@code yarn}
   */
  static JobException atStart(String master, Exception e) {
    String line = "Cannot start Spark on the master %s: %s".formatted(master, reason(e));
    Optional<JobException> storage = usesStorage(e) ? StorageErrors.among(e) : Optional.empty();
    return storage.orElseGet(() -> JobException.failed(line, e));
  }

  /**
   * The message for a job whose Spark was stopped by somebody else, if no better reason is known.
   */
  static JobException atWork(String master, Exception e) {
    return JobException.failed(
        "Lost the master %s: it cannot be reached, or has ended this application (%s)"
            .formatted(master, reason(e)),
        e);
  }

  /** Such as for event logs, or for what YARN is to find on HDFS. */
  private static boolean usesStorage(Throwable e) {
    return causes(e)
        .flatMap(cause -> Arrays.stream(cause.getStackTrace()))
        .anyMatch(frame -> STORAGE.stream().anyMatch(frame.getClassName()::startsWith));
  }

  /** The outermost message that there is: of the innermost ones, none says which host it was. */
  private static String reason(Throwable e) {
    return causes(e)
        .map(Throwable::getMessage)
        .filter(message -> message != null && !message.isBlank())
        .findFirst()
        .map(message -> message.strip().lines().findFirst().orElse(""))
        .map(line -> line.split(ADVERTISEMENT, 2)[0])
        .orElse(e.getClass().getSimpleName());
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(20);
  }
}
