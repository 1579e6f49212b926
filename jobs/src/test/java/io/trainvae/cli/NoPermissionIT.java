package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trainvae.testing.LoggedProcess;
import io.trainvae.testing.ProjectFiles;
import io.trainvae.testing.SparkHome;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files and folders that the user may not touch, by someone who is not root. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "permissions are others there")
final class NoPermissionIT {
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final String NOBODY = "65534";

  @TempDir Path folder;

  @AfterEach
  void open() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.forEach(file -> chmod(file, "rwxrwxrwx"));
    }
  }

  @Test
  void isRefusedWithOneLine() throws IOException {
    idx("idx");
    idx("locked-file");
    idx("locked-folder");
    Files.writeString(folder.resolve("preset.yaml"), "train: {epochs: 1}");
    Files.createDirectory(folder.resolve("closed"));
    Files.createDirectory(folder.resolve("free"));
    FileUtils.copyDirectory(folder.resolve("idx").toFile(), folder.resolve("closed/idx").toFile());
    Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("data/dataset.json"), RecordingJobRunner.DATASET);
    try (Stream<Path> files = Files.walk(folder)) {
      files.forEach(file -> chmod(file, Files.isDirectory(file) ? "rwxrwxrwx" : "rw-rw-rw-"));
    }
    chmod(folder.resolve("locked-file/train-images-idx3-ubyte"), "---------");
    chmod(folder.resolve("locked-folder"), "---------");
    chmod(folder.resolve("preset.yaml"), "---------");
    chmod(folder.resolve("data/dataset.json"), "---------");
    chmod(folder.resolve("closed"), "---------");
    String free = folder.resolve("free/new").toString();
    List<String> answers =
        asNobody(
            command("ingest", "--source", path("idx"), "--output", path("closed/new")),
            command("ingest", "--source", path("locked-file"), "--output", free),
            command("ingest", "--source", path("locked-folder"), "--output", free),
            command("ingest", "--source", path("closed/idx"), "--output", free),
            command("train", "--data", path("data"), "--run", free),
            command("train", "--data", path("closed/idx"), "--run", free),
            command("train", "--data", path("idx"), "--preset", path("preset.yaml")),
            command("evaluate", "--run", path("closed/run")),
            command("run", "--run", path("closed/run")));
    assertThat(answers).hasSize(9).allMatch(answer -> answer.matches("4 Cannot .*no permission.*"));
    assertThat(folder.resolve("free")).isEmptyDirectory();
  }

  private void idx(String name) throws IOException {
    Path idx = Files.createDirectory(folder.resolve(name));
    for (String file : List.of("train-images-idx3", "train-labels-idx1", "t10k-images-idx3")) {
      Files.write(idx.resolve(file + "-ubyte"), new byte[1]);
    }
    Files.write(idx.resolve("t10k-labels-idx1-ubyte"), new byte[1]);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static String command(String... args) {
    return String.join("\t", args);
  }

  /** Exit code and last line of each command. */
  private List<String> asNobody(String... commands) throws IOException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      assumeTrue(
          Files.isExecutable(SETPRIV), "SKIPPED: tests run as root, and there is no " + SETPRIV);
      command.addAll(
          List.of(SETPRIV.toString(), "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
    }
    Path tests = ProjectFiles.root().resolve("jobs/target/test-classes");
    command.addAll(
        SparkHome.find()
            .java(tests, List.of("-Xmx512m"), Commands.class.getName(), ProjectFiles.jobJar()));
    command.addAll(List.of(commands));
    LoggedProcess nobody =
        LoggedProcess.start("nobody", command, Map.of(), new File("/").toPath(), folder);
    int exitCode = nobody.awaitEnd(Duration.ofMinutes(3));
    assumeTrue(
        !nobody.err().contains("ClassNotFoundException"),
        "SKIPPED: another user may not read this project's files");
    assertThat(exitCode).as(nobody.err()).isZero();
    return nobody.out().lines().toList();
  }

  private static void chmod(Path file, String permissions) {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
