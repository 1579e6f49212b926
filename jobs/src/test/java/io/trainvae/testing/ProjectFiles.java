package io.trainvae.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** The paths of the project's files, from a test, which runs in its module's folder. */
public final class ProjectFiles {
  private ProjectFiles() {}

  /** The project's root folder. */
  public static Path root() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder.resolve("mvnw"))) {
        return folder;
      }
    }
    throw new IllegalStateException("no mvnw in any parent of " + Path.of("").toAbsolutePath());
  }

  /** The job jar; only for integration tests, because it is built after the unit tests. */
  public static Path jobJar() {
    return root().resolve("jobs/target/train-vae.jar");
  }

  /** The launcher. */
  public static Path launcher() {
    return root().resolve("deploy/local/train-vae");
  }
}
