package io.trainvae.deploy;

import io.trainvae.testing.LoggedProcess;
import io.trainvae.testing.ProjectFiles;
import io.trainvae.testing.SubmitResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code deploy/local/train-vae}, as a user starts it.
 *
 * @param folder to work in, also for the output of the processes
 * @param options of Spark, before the command
 * @param environment added to this process's own
 */
record TrainVae(Path folder, List<String> options, Map<String, String> environment) {

  /** Runs a command to its end. */
  SubmitResult run(String... words) {
    return run(Duration.ofMinutes(5), words);
  }

  SubmitResult run(Duration patience, String... words) {
    LoggedProcess launcher = start(words);
    int exitCode = launcher.awaitEnd(patience);
    return new SubmitResult(exitCode, launcher.out(), launcher.err(), folder);
  }

  /** Starts a command and leaves it on its way. */
  LoggedProcess start(String... words) {
    List<String> command = new ArrayList<>(List.of(ProjectFiles.launcher().toString()));
    command.addAll(options);
    command.addAll(List.of(words));
    Map<String, String> all = new HashMap<>(environment);
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.put("SPARK_DRIVER_MEMORY", "1g");
    return LoggedProcess.start("train-vae", command, all, folder, folder);
  }
}
