package io.trainvae.ingest;

import io.trainvae.error.JobException;
import io.trainvae.storage.StorageErrors;
import java.io.IOException;

/** Translates a failed Spark job into a message for the user. */
final class SparkFailures {
  private SparkFailures() {}

  /**
   * One of our own failures on an executor, if there is one; otherwise a failure of the storage;
   * otherwise that of the job.
   *
   * @param what could not be done: {@code Cannot write file:/tmp/digits}
   */
  static JobException translate(String what, Exception failure) {
    IOException storage = null;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof JobException own) {
        return own;
      }
      if (t instanceof IOException io) {
        storage = io;
      }
    }
    return storage == null
        ? JobException.failed(what + ": " + line(failure), failure)
        : JobException.storage(what + ": " + StorageErrors.reason(storage), failure);
  }

  /** The first line of the innermost cause, which is nearest to what happened. */
  static String rootLine(Throwable failure) {
    Throwable root = failure;
    for (int i = 0; root.getCause() != null && i < 50; i++) {
      root = root.getCause();
    }
    return line(root);
  }

  /** The first line: Spark puts stack traces into messages. */
  static String line(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank()
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElseThrow().strip();
  }
}
