package io.trainvae.notebooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A folder with two small runs on the same synthetic digits, made as a user makes them. */
record TrainedRuns(Path folder) {
  private static final int MOST_MINUTES = 5;

  static TrainedRuns make(Path folder) throws IOException {
    TrainedRuns runs = one(folder);
    String data = runs.first().resolve("data").toString();
    String last = runs.last().toString();
    train(folder, "--data", data, "--epochs", "1", "--workers", "1", "--seed", "1", "--run", last);
    return runs;
  }

  /** The first of them alone. */
  static TrainedRuns one(Path folder) throws IOException {
    TrainedRuns runs = new TrainedRuns(folder);
    String first = runs.first().toString();
    train(folder, "--limit", "300", "--epochs", "2", "--workers", "2", "--run", first);
    return runs;
  }

  Path first() {
    return folder.resolve("first");
  }

  Path last() {
    return folder.resolve("last");
  }

  private static void train(Path folder, String... options) throws IOException {
    Path log = folder.resolve("train-vae.log");
    List<String> command = new ArrayList<>();
    command.add(Path.of("../deploy/local/train-vae").toRealPath().toString());
    command.addAll(List.of("--master", "local[2]", "run"));
    command.addAll(List.of(options));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      if (process.waitFor(MOST_MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0) {
        return;
      }
      throw new IllegalStateException(command + " failed:\n" + Files.readString(log));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
