package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.cli.TestedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command lines of the DAG's tasks in their order, with the job jar; repeats in this process.
 */
final class AirflowIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path folder;
  private JsonNode lines;

  @BeforeEach
  void render() throws IOException {
    List<String> args = new ArrayList<>(List.of("train_vae_commands.py", "--root"));
    args.add(folder.resolve("base").toString());
    args.addAll(List.of("--run-id", "manual__2026-01-01T00:00:00+00:00"));
    for (String param :
        List.of(
            "limit=120",
            "epochs=2",
            "workers=1",
            "averaging_frequency=1",
            "settings=[\"model.latent=3\",\"model.encoder=[{type: dense, units: 16, activation: relu}]\"]",
            "importance_samples=2",
            "grid=5")) {
      args.addAll(List.of("--param", param));
    }
    SubmitResult rendered = Python.run(folder, args.toArray(String[]::new));
    assertThat(rendered.exitCode()).as(rendered.toString()).isZero();
    lines = new ObjectMapper().readTree(rendered.stdout());
  }

  @Test
  void tasksRunInTheirOrderAndOnceMore() throws IOException {
    LoggedProcess check = start("check");
    ended(check);
    assertThat(check.out()).contains("  latent: 3\n", "  epochs: 2\n");
    succeed("ingest");
    again("ingest");
    LoggedProcess killed = start("train");
    killed.awaitOutput(Pattern.compile("Training mlp-400"), PATIENCE);
    killed.kill();
    succeed("train");
    JsonNode trained = summary();
    // Side by side, as the DAG has them.
    LoggedProcess evaluate = start("evaluate");
    LoggedProcess encode = start("encode");
    ended(evaluate);
    ended(encode);
    assertThat(run().resolve("_SUCCESS")).doesNotExist();
    again("decode");

    assertComplete();
    assertThat(run().resolve("encoded/_SUCCESS")).exists();

    // A train task that is tried again although all is done, and what follows it.
    assertThat(again("train").err()).contains("Nothing to resume: ");
    assertComplete();
    assertThat(summary().path("parameters_sha256")).isEqualTo(trained.path("parameters_sha256"));
    byte[] evaluated = Files.readAllBytes(run().resolve("metrics/test.parquet"));
    again("evaluate");
    assertThat(run().resolve("metrics/test.parquet")).hasBinaryContent(evaluated);
    again("decode");
    assertComplete();
  }

  private void assertComplete() throws IOException {
    JsonNode summary = summary();
    assertThat(summary.path("status").asText()).isEqualTo("complete");
    assertThat(summary.path("run_id").asText()).startsWith("manual__2026-01-01T00-00-00-00-00-");
    assertThat(summary.path("epochs").asInt()).isEqualTo(2);
    assertThat(summary.path("dataset").path("train_images").asInt()).isEqualTo(120);
    assertThat(summary.path("test").path("importance_samples").asInt()).isEqualTo(2);
    assertThat(run().resolve("_SUCCESS")).exists();
    assertThat(run().resolve("images/latent-grid.png")).isNotEmptyFile();
    assertThat(run().resolve("report.html")).content().contains("complete");
  }

  private Path run() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("base/runs"))) {
      return runs.findFirst().orElseThrow();
    }
  }

  private JsonNode summary() throws IOException {
    return new ObjectMapper().readTree(run().resolve("summary.json").toFile());
  }

  /** In this virtual machine, since a start of Spark takes longer than these tasks. */
  private TestedCommand again(String task) {
    List<String> words = new ArrayList<>();
    lines.path(task).forEach(argument -> words.add(argument.asText()));
    return TestedCommand.of(words.toArray(String[]::new)).assertDone();
  }

  private void succeed(String task) {
    ended(start(task));
  }

  private LoggedProcess start(String task) {
    List<String> command = new ArrayList<>();
    command.add(ProjectFiles.launcher().toString());
    command.addAll(List.of("--master", "local[1]", "--driver-memory", "1g"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    lines.path(task).forEach(argument -> command.add(argument.asText()));
    return LoggedProcess.start(
        task,
        command,
        Map.of("JAVA_HOME", System.getProperty("java.home"), "SPARK_LOCAL_IP", "127.0.0.1"),
        folder,
        folder);
  }

  private static void ended(LoggedProcess process) {
    int exitCode = process.awaitEnd(PATIENCE);
    assertThat(exitCode).as(process.out() + process.err()).isZero();
  }
}
