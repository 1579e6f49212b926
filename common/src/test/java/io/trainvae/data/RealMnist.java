package io.trainvae.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** The real MNIST files, where a machine has them. */
public final class RealMnist {
  private RealMnist() {}

  /**
   * The folder that the system property {@code mnist.dir} names, else the nearest {@code
   * shared/mnist} beside the working folder or one of its parents; skips the test if there is none.
   */
  public static Path folder() {
    String given = System.getProperty("mnist.dir");
    Path found = given == null ? search() : Path.of(given);
    assumeTrue(
        found != null && Files.exists(found.resolve("train-images-idx3-ubyte.gz")),
        "SKIPPED: no MNIST at " + found + "; set -Dmnist.dir to a folder with its four files");
    return found;
  }

  private static Path search() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared").resolve("mnist");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }
}
