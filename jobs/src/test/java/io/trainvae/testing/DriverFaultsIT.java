package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver in a separate process that is killed, asked to stop, or loses its storage during a
 * training. {@code --resume} ends with the bytes of an undisturbed run.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class DriverFaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int EPOCHS = 30;
  private static final Pattern UNDER_WAY = Pattern.compile("epoch 3/" + EPOCHS);
  private static final List<String> TINY =
      List.of(
          "--workers=2",
          "--averaging-frequency=1",
          "--epochs=" + EPOCHS,
          "--set=train.batch=8",
          "--set=model.latent=3",
          "--set=model.encoder=[{type: dense, units: 16, activation: relu}]",
          "--set=model.decoder=[{type: dense, units: 16, activation: relu}]");

  private static final String EPOCH = "epoch \\d+/.*";

  @TempDir static Path folder;
  private static int launches;

  @BeforeAll
  static void runUndisturbed() {
    ended(whole("calm"), 0);
  }

  private static LoggedProcess launch(List<String> args) {
    List<String> command = new ArrayList<>();
    if (OS.LINUX.isCurrentOs()) {
      // Who starts the tests in the background has SIGINT ignored by all that they start.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(ProjectFiles.launcher().toString());
    command.addAll(List.of("--master", "local[2]", "--conf", "spark.ui.enabled=false"));
    command.addAll(args);
    return LoggedProcess.start(
        "launch-" + launches++,
        command,
        Map.of(
            "JAVA_HOME",
            System.getProperty("java.home"),
            "SPARK_DRIVER_MEMORY",
            "1g",
            "SPARK_LOCAL_IP",
            "127.0.0.1"),
        folder,
        folder);
  }

  /** From images to pictures. */
  private static LoggedProcess whole(String run, String... more) {
    return command("run", run, List.of("--limit", "120"), more);
  }

  private static LoggedProcess train(Path run, String... more) {
    return command("train", run.toString(), List.of("--data", "calm/data"), more);
  }

  private static LoggedProcess command(
      String command, String run, List<String> images, String... more) {
    List<String> args = new ArrayList<>(List.of(command, "--run", run));
    args.addAll(images);
    args.addAll(TINY);
    args.addAll(Arrays.asList(more));
    return launch(args);
  }

  private static void ended(LoggedProcess process, int exitCode) {
    int met = process.awaitEnd(PATIENCE);
    assertThat(met).as(process.out() + process.err()).isEqualTo(exitCode);
    assertThat(process.err()).doesNotContain("\tat ");
  }

  /** Its output after everything was done; for a run that did not train, all output. */
  private static List<String> errors(LoggedProcess process) {
    List<String> lines = process.err().lines().toList();
    int begin = 0;
    for (int i = 0; i < lines.size() && !lines.get(i).startsWith("Interrupted"); i++) {
      if (lines.get(i).matches(EPOCH + "|.* parameters, .*")) {
        begin = i + 1;
      }
    }
    // An epoch may end with the round after which a training stops.
    return lines.stream()
        .skip(begin)
        .filter(line -> !line.isBlank() && !line.matches(EPOCH))
        .toList();
  }

  private static JsonNode summary(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("summary.json").toFile());
  }

  private static void assertLikeUndisturbed(Path run) throws IOException {
    JsonNode calm = summary(folder.resolve("calm"));
    JsonNode met = summary(run);
    assertThat(met.path("parameters_sha256")).isEqualTo(calm.path("parameters_sha256"));
    for (String figure : List.of("neg_elbo", "reconstruction", "kl")) {
      assertThat(met.path("train").path(figure)).isEqualTo(calm.path("train").path(figure));
    }
    assertThat(run.resolve("images/training.gif"))
        .hasSameBinaryContentAs(folder.resolve("calm/images/training.gif"));
    assertNothingTemporaryIn(run);
  }

  private static void assertNothingTemporaryIn(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(run)) {
      // Spark's own Parquet files bring hidden checksums with them.
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith(".") && !name.endsWith(".crc"));
    }
    try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
      assertThat(checkpoints.filter(file -> !file.endsWith("film")))
          .hasSizeBetween(1, 4)
          .allSatisfy(checkpoint -> assertThat(checkpoint.resolve("manifest.json")).exists());
    }
  }

  @Test
  void aKilledDriverIsResumedAndASecondOneIsRefused() throws Exception {
    Path run = folder.resolve("killed");
    LoggedProcess first = whole("killed");
    first.awaitOutput(UNDER_WAY, PATIENCE);
    // The process is stopped, but alive.
    signal("STOP", first);
    LoggedProcess second = whole("killed", "--resume");
    ended(second, 4);
    assertThat(errors(second))
        .singleElement()
        .asString()
        .matches(
            ("Cannot write to run file:%s: process %d on \\S+ since \\S+ does;"
                    + " wait for its end, or, if you know that it is dead, delete .lease.json")
                .formatted(run, first.handle().pid()));
    first.kill();
    assertThat(run.resolve("summary.json")).doesNotExist();
    assertThat(run.resolve("report.html"))
        .content()
        .contains("training, epoch ", "It was written at 20", "--resume continues");

    LoggedProcess other = whole("killed", "--resume", "--set=optimiser.beta1=0.8", "--seed=4");
    ended(other, 2);
    assertThat(errors(other))
        .containsExactly(
            "Cannot resume file:%s with another configuration: optimiser.beta1 is 0.8, was 0.9,"
                    .formatted(run)
                + " train.seed is 4, was 0");

    LoggedProcess resumed = launch(List.of("run", "--run", "killed", "--resume"));
    ended(resumed, 0);
    assertThat(resumed.err())
        .contains("[1/5] Ingested already")
        .containsPattern("Resuming after epoch \\d+")
        .doesNotContain("epoch 1/" + EPOCHS);
    assertLikeUndisturbed(run);
    assertThat(summary(run).path("test")).isEqualTo(summary(folder.resolve("calm")).path("test"));
    assertThat(run.resolve("_SUCCESS")).exists();

    String before = Files.readString(run.resolve("summary.json"));
    LoggedProcess again = whole("killed", "--resume");
    ended(again, 0);
    assertThat(errors(again)).containsExactly("Nothing to resume: " + run + " is complete");
    assertThat(again.out()).contains("training -ELBO ", "test -ELBO ");
    assertThat(run.resolve("summary.json")).hasContent(before);
    assertThat(run.resolve("_SUCCESS")).exists();
  }

  @Test
  void aDriverThatIsToldToStopTakesACheckpointFirst() throws Exception {
    Path run = folder.resolve("stopped");
    for (String signal : List.of("TERM", "INT")) {
      LoggedProcess driver = train(run, "--resume");
      driver.awaitOutput(UNDER_WAY_AGAIN.get(signal), PATIENCE);
      signal(signal, driver);
      ended(driver, 130);
      assertThat(errors(driver))
          .satisfiesExactly(
              line ->
                  assertThat(line)
                      .isEqualTo(
                          "Interrupted, taking a checkpoint after this round, for 20 s at most"),
              line -> assertThat(line).matches("Stopped .* --resume continues there"));
      assertThat(run.resolve("report.html"))
          .content()
          .contains("interrupted, ", " of 30 epochs done");
      assertThat(summary(run).path("outcome").asText()).isEqualTo("interrupted");
      assertThat(summary(run).path("status").asText()).isEqualTo("unfinished");
      assertNothingTemporaryIn(run);
    }
    ended(train(run, "--resume"), 0);
    assertLikeUndisturbed(run);
  }

  private static void signal(String name, LoggedProcess driver)
      throws IOException, InterruptedException {
    String pid = Long.toString(driver.handle().pid());
    Process kill = new ProcessBuilder("kill", "-" + name, pid).start();
    assertThat(kill.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  private static final Map<String, Pattern> UNDER_WAY_AGAIN =
      Map.of("TERM", UNDER_WAY, "INT", Pattern.compile("epoch \\d*9/" + EPOCHS));

  @Test
  void aRunFolderThatVanishesEndsTheTraining() throws IOException {
    Path run = folder.resolve("vanishing");
    LoggedProcess driver = train(run);
    driver.awaitOutput(UNDER_WAY, PATIENCE);
    Files.move(run, folder.resolve("vanished"));
    ended(driver, 4);
    // The write at that moment may fail first.
    assertThat(errors(driver)).singleElement().asString().contains("file:" + run);
    assertThat(run.resolve("summary.json")).doesNotExist();
    ended(train(folder.resolve("vanished"), "--resume"), 0);
    assertLikeUndisturbed(folder.resolve("vanished"));
  }

  @Test
  void aFullDiskEndsTheTrainingAndRoomLetsItGoOn() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        mounts("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString()),
        () -> {
          System.err.println("SKIPPED: the full disk, for no file system can be mounted here");
          return "no file system can be mounted";
        });
    try {
      Path run = disk.resolve("run");
      Files.write(disk.resolve("filler"), new byte[23 << 20]);
      LoggedProcess driver = train(run);
      ended(driver, 4);
      assertThat(errors(driver))
          .filteredOn(line -> !line.contains("No report while training"))
          .singleElement()
          .asString()
          .startsWith("Cannot write file:" + run)
          .contains(": the disk or quota is full (No space left on device)");
      Files.delete(disk.resolve("filler"));
      ended(train(run, "--resume"), 0);
      assertLikeUndisturbed(run);
    } finally {
      assertThat(mounts("umount", disk.toString())).isTrue();
    }
  }

  private static boolean mounts(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0;
  }
}
