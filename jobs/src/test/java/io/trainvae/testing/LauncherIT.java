package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher up to the start of Spark. A script in place of Spark prints its arguments. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class LauncherIT {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void givesSparkItsOptionsAndTheJobItsOwn() throws IOException {
    useScriptAsSpark("printf '%s\\n' \"$@\"");
    List<String> given = new ArrayList<>(List.of("--master", "local[2]", "--conf=spark.a=b c"));
    given.addAll(List.of("run", "--run", "my runs/it's $1 *", "--conf", "x"));
    SubmitResult result = launch(given);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout().lines())
        .containsExactly(
            "--master",
            "local[2]",
            "--conf",
            "spark.a=b c",
            "--class",
            "io.trainvae.cli.Main",
            "local:" + ProjectFiles.jobJar(),
            "run",
            "--run",
            "my runs/it's $1 *",
            "--conf",
            "x");
  }

  @Test
  void needsNoCommand() throws IOException {
    useScriptAsSpark("printf '%s\\n' \"$@\"");
    assertThat(launch(List.of()).stdout().lines())
        .containsExactly("--class", "io.trainvae.cli.Main", "local:" + ProjectFiles.jobJar());
    assertThat(launch(List.of("--epochs", "3")).stdout().lines()).endsWith("--epochs", "3");
  }

  @Test
  void sendsTheJarWhereverAClusterMayBeMeant() throws IOException {
    useScriptAsSpark("printf '%s\\n' \"$@\"");
    assertSendsTheJar("--master", "spark://host:7077");
    assertSendsTheJar("--conf", "spark.master=spark://host:7077");
    assertSendsTheJar("--properties-file", "cluster.conf");
    environment.put("MASTER", "spark://host:7077");
    assertSendsTheJar();
  }

  private void assertSendsTheJar(String... options) {
    assertThat(launch(List.of(options)).stdout().lines())
        .endsWith(ProjectFiles.jobJar().toString());
  }

  @Test
  void setsTheEnvironmentThatIsNotSet() throws IOException {
    useScriptAsSpark("echo $OMP_NUM_THREADS $SPARK_DRIVER_MEMORY $SPARK_CONF_DIR; pwd -P");
    assertThat(launch(List.of()).stdout().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("1 [1-8]g " + ProjectFiles.root().resolve("conf")),
            line -> assertThat(line).isEqualTo(folder.toRealPath().toString()));
    environment.putAll(
        Map.of(
            "OMP_NUM_THREADS", "4", "SPARK_DRIVER_MEMORY", "9g", "SPARK_CONF_DIR", "/elsewhere"));
    assertThat(launch(List.of()).stdout()).startsWith("4 9g /elsewhere\n");
  }

  @Test
  void handsOnTheExitCode() throws IOException {
    useScriptAsSpark("exit 3");
    assertThat(launch(List.of()).exitCode()).isEqualTo(3);
  }

  @Test
  void refusesAnOptionWithoutItsValue() {
    assertRefused(
        launch(List.of("--master")), "train-vae: --master wants a value, and none follows it");
  }

  @Test
  void refusesAnotherJava() throws IOException {
    script(folder.resolve("jdk/bin/java"), "echo 'openjdk version \"21.0.1\" 2023-10-17' >&2");
    environment.put("JAVA_HOME", folder.resolve("jdk").toString());
    assertRefused(
        launch(List.of()),
        "train-vae: "
            + folder.resolve("jdk/bin/java")
            + " is Java 21.0.1, expected Java 17, the newest that Spark 3.5 runs on:"
            + " set JAVA_HOME to a JDK 17");
  }

  @Test
  void refusesAJavaHomeWithoutJava() {
    environment.put("JAVA_HOME", folder.toString());
    assertRefused(
        launch(List.of()),
        "train-vae: cannot run "
            + folder.resolve("bin/java")
            + ": JAVA_HOME is "
            + folder
            + ", expected a JDK 17");
  }

  @Test
  void refusesASparkHomeWithoutSpark() {
    environment.put("SPARK_HOME", folder.toString());
    assertRefused(
        launch(List.of()),
        "train-vae: cannot run "
            + folder.resolve("bin/spark-submit")
            + ": SPARK_HOME is "
            + folder
            + ", expected a Spark 3.5");
  }

  /** Only Spark's jars exist here; none of its own classes may be loaded. */
  @Test
  void printsWithoutSpark() throws IOException {
    useScriptAsSpark("exit 9");
    Files.createSymbolicLink(
        folder.resolve("spark/jars"), SparkHome.find().folder().resolve("jars"));
    Path loaded = folder.resolve("loaded");
    environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded);
    assertThat(printed(0, "presets").stdout()).contains("mlp-400", "deep-conv");
    assertThat(printed(0, "--debug", "presets", "mlp-400").stdout())
        .startsWith("# One dense layer");
    assertThat(printed(0, "presets", "--keys").stdout()).contains("train.workers");
    assertThat(printed(0, "--help").stdout())
        .contains("Exit codes:", "train-vae run --source mnist");
    assertThat(printed(0, "encode", "--help").stdout()).startsWith("Usage: train-vae encode");
    assertThat(printed(0, "--version").stdout()).contains("train-vae");
    assertThat(printed(2, "presets", "mlp-40").stderr()).contains("mlp-40");
    assertThat(loaded).content().contains("io.trainvae.").doesNotContain(" org.apache.spark.");
    assertThat(launch(List.of("--master", "local", "presets")).exitCode()).isEqualTo(9);
    assertThat(launch(List.of("run", "--epochs", "1")).exitCode()).isEqualTo(9);
  }

  /** The build made it, so all integration tests start jobs with it, as users do. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "looks into /proc")
  void aJobTakesItsClassesFromTheArchive() throws IOException {
    List<String> command =
        List.of(
            ProjectFiles.launcher().toString(),
            "ingest",
            "--limit=9",
            "--output=" + folder.resolve("data"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    LoggedProcess job = LoggedProcess.start("ingest", command, environment, folder, folder);
    Path memory = Path.of("/proc", Long.toString(job.handle().pid()), "maps");
    boolean mapped = false;
    while (!mapped && job.handle().isAlive()) {
      mapped = mapped(memory);
      LoggedProcess.pause(Duration.ofMillis(20));
    }
    job.kill();
    assertThat(mapped).as(job.err()).isTrue();
  }

  private static boolean mapped(Path memory) {
    try {
      return Files.readString(memory).contains("deploy/local/target/classes.jsa");
    } catch (IOException ended) {
      return false;
    }
  }

  private SubmitResult printed(int exitCode, String... words) {
    SubmitResult result = launch(List.of(words));
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(exitCode);
    return result;
  }

  private static void assertRefused(SubmitResult result, String message) {
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
    assertThat(result.stderr().lines()).contains(message);
    assertThat(result.stdout()).isEmpty();
  }

  private SubmitResult launch(List<String> args) {
    List<String> command = new ArrayList<>(List.of(ProjectFiles.launcher().toString()));
    command.addAll(args);
    environment.putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
    LoggedProcess process = LoggedProcess.start("launcher", command, environment, folder, folder);
    int exitCode = process.awaitEnd(Duration.ofMinutes(1));
    return new SubmitResult(exitCode, process.out(), process.err(), folder);
  }

  private void useScriptAsSpark(String body) throws IOException {
    script(folder.resolve("spark/bin/spark-submit"), body);
    environment.put("SPARK_HOME", folder.resolve("spark").toString());
  }

  private static void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
