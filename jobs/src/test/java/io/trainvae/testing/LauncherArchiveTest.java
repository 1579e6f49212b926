package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When the launcher lets a job take its classes from an archive, and when it does not. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class LauncherArchiveTest {
  private static final String SCRIPT =
      """
      set -euo pipefail
      root=$PWD
      source "$SOURCE"
      gathered=$root/spark s3a=$root/s3 jar=$root/job.jar archive=$root/classes.jsa
      is_local() { [[ ${MASTER:-local} == local* ]]; }
      command=("$@")
      use_archive
      printf '%s\\n' "${command[@]}"
      """;

  @TempDir Path folder;
  private Path project;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeProject() throws IOException {
    project = folder.toRealPath();
    Files.createDirectories(project.resolve("conf/presets"));
    Files.createDirectories(project.resolve("spark"));
    for (String file : List.of("conf/log4j2.properties", "job.jar", "spark/RELEASE")) {
      Files.createFile(project.resolve(file));
      age(file, 60);
    }
    age("conf/presets", 60);
    Files.createFile(project.resolve("classes.jsa"));
    environment.put("SPARK_CONF_DIR", project.resolve("conf").toString());
    environment.put("SOURCE", ProjectFiles.root().resolve("deploy/local/archive.sh").toString());
  }

  @Test
  void putsJarsBeforeFoldersOnTheClassPath() {
    String before = "%1$s/conf/:%1$s/spark/jars/*".formatted(project);
    String after = "%1$s/spark/jars/*:%1$s/job.jar:%1$s/conf/".formatted(project);
    assertThat(command("-cp", before, "-Xmx1g", "-Da=b"))
        .contains("-XX:SharedArchiveFile=" + project.resolve("classes.jsa"))
        .contains("-Dlog4j2.configurationFile=" + project.resolve("conf/log4j2.properties"))
        .containsSubsequence("-cp", after, "-Xmx1g", "-Da=b")
        .endsWith("org.apache.spark.deploy.SparkSubmit", "local:job.jar", "-javaagent:x");
    assertThat(command("-cp", before + ":/hadoop")).contains(after + ":/hadoop");
    String s3a = project + "/s3/target/jars/*";
    assertThat(command("-cp", s3a + ":" + before + ":/hadoop")).contains(after + ":/hadoop:" + s3a);
    assertThat(command("-cp", "/first:" + before)).contains("/first:" + before);
  }

  @Test
  void isNotUsedWithWhatMayNotGoWithIt() {
    assertPlain("-XX:StartFlightRecording");
    assertPlain("-javaagent:agent.jar");
    assertPlain("-Dlog4j2.configurationFile=mine.xml");
    environment.put("JAVA_TOOL_OPTIONS", "-javaagent:agent.jar");
    assertPlain();
    environment.put("JAVA_TOOL_OPTIONS", "-Xmx2g -Dlog4j2.configurationFile=mine.xml");
    assertPlain();
  }

  @Test
  void goesWithMemoryPropertiesAndACollector() {
    environment.put("JAVA_TOOL_OPTIONS", "-Xmx2g -Dhttp.proxyHost=proxy -XX:+UseSerialGC");
    environment.put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    assertThat(command("-cp", project + "/conf/:" + project + "/spark/jars/*"))
        .contains("-XX:SharedArchiveFile=" + project.resolve("classes.jsa"));
  }

  @Test
  void wantsAnArchiveOfThisJar() throws IOException {
    age("classes.jsa", 90);
    assertPlain();
    Files.delete(project.resolve("classes.jsa"));
    assertPlain();
  }

  @Test
  void heedsPresetsAsTheyStand() throws IOException {
    age("conf/presets", -60);
    assertPlain();
  }

  @Test
  void isForJobsOnThisMachine() {
    environment.put("MASTER", "spark://host:7077");
    assertPlain();
  }

  private void assertPlain(String... options) {
    List<String> words =
        new ArrayList<>(List.of("-cp", project + "/conf/:" + project + "/spark/jars/*"));
    words.addAll(List.of(options));
    List<String> all = new ArrayList<>(List.of("java"));
    all.addAll(words);
    all.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "local:job.jar", "-javaagent:x"));
    assertThat(command(words.toArray(String[]::new))).isEqualTo(all);
  }

  private List<String> command(String... options) {
    List<String> words = new ArrayList<>(List.of("bash", "-c", SCRIPT, "bash", "java"));
    words.addAll(List.of(options));
    words.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "local:job.jar", "-javaagent:x"));
    LoggedProcess process = LoggedProcess.start("archive", words, environment, project, project);
    assertThat(process.awaitEnd(Duration.ofSeconds(20))).as(process.err()).isZero();
    return process.out().lines().toList();
  }

  private void age(String file, int seconds) throws IOException {
    Files.setLastModifiedTime(
        project.resolve(file), FileTime.from(Instant.now().minusSeconds(seconds)));
  }
}
