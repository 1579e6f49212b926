package io.trainvae.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project's files stand, seen from a test, which runs in its module's folder. */
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

  /** The job jar; integration tests only, for it is built after the unit tests. */
  public static Path jobJar() {
    return root().resolve("jobs/target/train-vae.jar");
  }

  /** The launcher. */
  public static Path launcher() {
    return root().resolve("deploy/local/train-vae");
  }
}
