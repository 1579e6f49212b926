package io.trainvae.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machine's own {@code python3}, for what Airflow reads. */
final class Python {
  private static final Path SCRIPTS = ProjectFiles.root().resolve("deploy/airflow");

  private Python() {}

  /** Runs it in the folder of the DAG; skips the test, and says so, if there is no Python. */
  static SubmitResult run(Path logs, String... args) {
    boolean there =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3")));
    assumeTrue(there, "SKIPPED: no python3 on the path, so nothing of deploy/airflow is tested");
    List<String> command = new ArrayList<>(List.of("python3", "-B"));
    command.addAll(List.of(args));
    LoggedProcess process = LoggedProcess.start("python3", command, Map.of(), SCRIPTS, logs);
    int exitCode = process.awaitEnd(Duration.ofMinutes(2));
    return new SubmitResult(exitCode, process.out(), process.err(), logs);
  }
}
