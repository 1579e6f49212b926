package io.trainvae.storage;

import io.trainvae.error.JobException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;

/**
 * Turns the many exceptions of Hadoop, S3 and the operating system into one line that says what is
 * wrong.
 */
public final class StorageErrors {

  /**
   * A reason that a user can act on, and what gives it away in a cause's class name or message. The
   * first that fits is taken, so the precise ones come first.
   */
  private record Reason(String text, List<String> classes, List<String> words) {}

  private static final List<Reason> REASONS =
      List.of(
          new Reason("no such bucket", List.of("UnknownStoreException"), List.of("NoSuchBucket")),
          new Reason("the secret key is wrong", List.of(), List.of("SignatureDoesNotMatch")),
          new Reason("the access key is unknown", List.of(), List.of("InvalidAccessKeyId")),
          new Reason(
              "no credentials",
              List.of("NoAuthWithAWSException", "NoAwsCredentialsException"),
              List.of()),
          // All that S3 says when it was asked by HEAD, which has no answer to say more in.
          new Reason(
              "no permission, or a wrong access or secret key",
              List.of(),
              List.of("Error Code: 403 Forbidden")),
          new Reason(
              "no permission",
              List.of("AccessControlException", "AccessDeniedException"),
              List.of("Permission denied", "AccessDenied", "403 Forbidden")),
          new Reason(
              "the disk or quota is full",
              List.of(
                  "DSQuotaExceededException",
                  "NSQuotaExceededException",
                  "QuotaExceededException",
                  "DiskOutOfSpaceException"),
              List.of(
                  "No space left on device",
                  "Disk quota exceeded",
                  "could only be written to 0 of")),
          new Reason(
              "the file system is read-only",
              List.of("SafeModeException", "ReadOnlyFileSystemException"),
              List.of("Read-only file system", "safe mode")),
          new Reason(
              "a file is where a folder is expected",
              List.of("ParentNotDirectoryException", "NotDirectoryException"),
              List.of("not a directory", "Is a file")),
          new Reason(
              "a folder is where a file is expected",
              List.of("PathIsDirectoryException"),
              List.of("is a directory")),
          new Reason(
              "the storage cannot be reached",
              List.of(
                  "UnknownHostException",
                  "ConnectException",
                  "NoRouteToHostException",
                  "SocketTimeoutException",
                  "ConnectTimeoutException",
                  "SdkClientException"),
              List.of("Unable to execute HTTP request", "Connection refused", "Connection reset")));

  private StorageErrors() {}

  /**
   * @param action that failed: {@code read}, {@code write}
   */
  public static JobException of(String action, Path path, IOException e) {
    return JobException.storage(
        "Cannot %s %s: %s".formatted(action, Redaction.text(path.toString()), reason(e)), e);
  }

  /**
   * Finds a known storage error among the causes of a failure, as one line; empty if there is none.
   */
  public static Optional<JobException> among(Throwable e) {
    return causes(e)
        .filter(IOException.class::isInstance)
        .filter(StorageErrors::isRefusal)
        .findFirst()
        .map(cause -> JobException.storage("Cannot use the storage: " + reason(cause), e));
  }

  /** The reason, in one line without secrets. */
  public static String reason(Throwable e) {
    String detail = detail(e);
    return REASONS.stream()
        .filter(reason -> fits(reason, e))
        .findFirst()
        .map(reason -> "%s (%s)".formatted(reason.text(), detail))
        .orElse(e instanceof FileNotFoundException ? "no such file or folder" : detail);
  }

  /** Whether the path may exist but access to it is refused. */
  static boolean isRefusal(Throwable e) {
    return REASONS.stream().anyMatch(reason -> fits(reason, e));
  }

  private static boolean fits(Reason reason, Throwable e) {
    return causes(e)
        .anyMatch(
            cause ->
                reason.classes().contains(cause.getClass().getSimpleName())
                    || reason.words().stream().anyMatch(word -> says(cause, word)));
  }

  private static boolean says(Throwable cause, String word) {
    return String.valueOf(cause.getMessage())
        .toLowerCase(Locale.ROOT)
        .contains(word.toLowerCase(Locale.ROOT));
  }

  /** The innermost message, which is nearest to what happened. */
  private static String detail(Throwable e) {
    Throwable root = causes(e).reduce((first, second) -> second).orElse(e);
    String message = root.getMessage() == null ? "" : root.getMessage();
    String line = message.lines().findFirst().orElse("").strip();
    return Redaction.text(line.isEmpty() ? root.getClass().getSimpleName() : line);
  }

  private static Stream<Throwable> causes(Throwable e) {
    // A chain of causes may be circular.
    return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(20);
  }
}
