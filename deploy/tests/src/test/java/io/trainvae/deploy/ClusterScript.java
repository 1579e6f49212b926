package io.trainvae.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.testing.LoggedProcess;
import io.trainvae.testing.ProjectFiles;
import io.trainvae.testing.SubmitResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code deploy/standalone/cluster}, as a user calls it. What it writes stays under {@code target}.
 */
final class ClusterScript implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;
  private int calls;

  private ClusterScript(Path folder) {
    this.folder = folder;
  }

  static ClusterScript start(String... options) throws IOException {
    Path parent = Files.createDirectories(Path.of("target/clusters").toAbsolutePath());
    ClusterScript script = new ClusterScript(Files.createTempDirectory(parent, "script-"));
    List<String> words = new ArrayList<>(List.of("start", "--any-port"));
    words.addAll(List.of(options));
    // Should this process be ended from outside.
    Runtime.getRuntime().addShutdownHook(new Thread(script::close));
    SubmitResult started = script.call(words.toArray(String[]::new));
    assertThat(started.exitCode()).as(started.toString()).isZero();
    return script;
  }

  /** The place of logs, event logs and the workers' folders. */
  Path folder() {
    return folder.resolve("cluster");
  }

  /** Submits the job jar and waits for its end. */
  SubmitResult submit(List<String> options, String... words) {
    List<String> all = new ArrayList<>(List.of("submit"));
    all.addAll(options);
    all.addAll(List.of(words));
    return call(all.toArray(String[]::new));
  }

  SubmitResult call(String... words) {
    List<String> command = new ArrayList<>();
    command.add(ProjectFiles.root().resolve("deploy/standalone/cluster").toString());
    command.addAll(List.of(words));
    // Relative to where it is called, as a user may give it.
    Map<String, String> environment = new HashMap<>(Map.of("CLUSTER_DIR", "./cluster"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    LoggedProcess process =
        LoggedProcess.start("call-" + calls++, command, environment, folder, folder);
    int exitCode = process.awaitEnd(PATIENCE);
    return new SubmitResult(exitCode, process.out(), process.err(), folder);
  }

  /** Processes that belong to the cluster, executors and drivers among them. */
  List<Long> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(folder().toString()))
        .map(ProcessHandle::pid)
        .toList();
  }

  /** The output of drivers on workers: {@code stdout} or {@code stderr}. */
  String drivers(String output) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder())) {
      for (Path file : files.filter(path -> path.endsWith(output)).toList()) {
        if (file.getParent().getFileName().toString().startsWith("driver-")) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    if (!processes().isEmpty()) {
      call("stop");
    }
  }
}
