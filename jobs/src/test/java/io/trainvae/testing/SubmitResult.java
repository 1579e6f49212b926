package io.trainvae.testing;

import java.nio.file.Path;

/**
 * The result of a submitted application. Its text serves as an assertion's description.
 *
 * @param logs folder of everything that the cluster's processes wrote
 */
public record SubmitResult(int exitCode, String stdout, String stderr, Path logs) {

  @Override
  public String toString() {
    return "exit code "
        + exitCode
        + ", logs in "
        + logs
        + "\n--- stdout\n"
        + stdout
        + "\n--- stderr\n"
        + stderr;
  }
}
