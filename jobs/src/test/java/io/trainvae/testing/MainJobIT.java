package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The main job as a user starts it, on small synthetic data. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class MainJobIT {
  private static final List<String> SMALL = List.of("--limit", "300", "--workers", "2");
  @TempDir Path folder;

  @Test
  void trainsTheSameOnThisMachineAndOnTwoExecutorProcesses() throws IOException {
    List<String> local = new ArrayList<>(List.of(ProjectFiles.launcher().toString(), "run"));
    local.addAll(SMALL);
    local.addAll(List.of("--epochs", "2", "--run", "here"));
    LoggedProcess launcher = launch(local);
    assertThat(launcher.awaitEnd(Duration.ofMinutes(5))).as(launcher.err()).isZero();
    assertThat(launcher.out()).contains("report ", "test -ELBO ");

    Path there = folder.resolve("there");
    try (StandaloneCluster cluster = StandaloneCluster.start(2)) {
      List<String> args = new ArrayList<>(List.of("--conf", "spark.executor.memory=1g"));
      args.addAll(List.of(ProjectFiles.jobJar().toString(), "run"));
      args.addAll(SMALL);
      args.addAll(List.of("--epochs", "2", "--run", there.toString()));
      SubmitResult result = cluster.submit(args);
      assertThat(result.exitCode()).as(result.toString()).isZero();
    }
    assertThat(there.resolve("_SUCCESS")).exists();
    assertThat(summary(there).path("parameters_sha256"))
        .isEqualTo(summary(folder.resolve("here")).path("parameters_sha256"));
    assertThat(summary(there).path("parameters_sha256").asText()).hasSize(64);
  }

  @Test
  void saysInOneLineWhatIsWrong() {
    LoggedProcess launcher =
        launch(List.of(ProjectFiles.launcher().toString(), "train", "--data", "nowhere"));
    assertThat(launcher.awaitEnd(Duration.ofMinutes(1))).isEqualTo(3);
    assertThat(launcher.out()).isEmpty();
    assertThat(launcher.err().lines().filter(line -> line.contains("nowhere")))
        .singleElement()
        .asString()
        .startsWith("Cannot read ")
        .endsWith("nowhere: no such file or folder");
  }

  private LoggedProcess launch(List<String> command) {
    return LoggedProcess.start(
        "launcher",
        command,
        Map.of("JAVA_HOME", System.getProperty("java.home"), "SPARK_DRIVER_MEMORY", "1g"),
        folder,
        folder);
  }

  private static JsonNode summary(Path run) throws IOException {
    return new ObjectMapper().readTree(Files.readAllBytes(run.resolve("summary.json")));
  }
}
