package io.trainvae.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Finds the real MNIST, which is no part of the project, for the tests that want it. */
public final class MnistFiles {
  /** System property that names the folder of the four {@code .gz} files. */
  public static final String PROPERTY = "mnist.dir";

  private static final String PROBE = "train-images-idx3-ubyte.gz";

  private MnistFiles() {}

  /**
   * The folder of the four {@code .gz} files: the system property {@code mnist.dir}, or the first
   * {@code shared/mnist} next to the working directory or one of its parents. Skips the calling
   * test, and says why, if there is none.
   */
  public static Path requireFolder() {
    Optional<Path> found = find();
    if (found.isEmpty()) {
      String named = System.getProperty(PROPERTY);
      String message =
          "SKIPPED: no MNIST: expected "
              + PROBE
              + " in "
              + (named == null ? "shared/mnist beside the project" : named)
              + "; -D"
              + PROPERTY
              + "=FOLDER names another place";
      System.err.println(message);
      Assumptions.abort(message);
    }
    return found.orElseThrow();
  }

  /** The same folder; empty if there is none. */
  public static Optional<Path> find() {
    String named = System.getProperty(PROPERTY);
    Path folder = named == null ? search(Path.of("").toAbsolutePath()) : Path.of(named);
    return Optional.ofNullable(folder).filter(at -> Files.isRegularFile(at.resolve(PROBE)));
  }

  /** Null if no parent has the folder next to it. */
  private static Path search(Path start) {
    for (Path parent = start; parent != null; parent = parent.getParent()) {
      Path candidate = parent.resolveSibling("shared").resolve("mnist");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return null;
  }
}
