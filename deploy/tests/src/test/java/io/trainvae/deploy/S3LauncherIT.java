package io.trainvae.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.testing.ProjectFiles;
import io.trainvae.testing.SubmitResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** When and how the launcher adds S3A. A script in place of Spark prints its arguments. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class S3LauncherIT {
  private static final Path JARS = ProjectFiles.root().resolve("deploy/s3/client/target/jars");
  private static final String[] RUN = {"run", "--run", "s3a://bucket/run"};

  @TempDir Path folder;

  @BeforeEach
  void scriptAsSpark() throws IOException {
    Path submit = Files.createDirectories(folder.resolve("spark/bin")).resolve("spark-submit");
    Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
    Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> given(List<String> options, String... words) {
    Map<String, String> environment = Map.of("SPARK_HOME", folder.resolve("spark").toString());
    SubmitResult result = new TrainVae(folder, options, environment).run(words);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    List<String> all = new ArrayList<>(result.stdout().lines().toList());
    return all.subList(0, all.indexOf("--class"));
  }

  @Test
  void aLocalMasterHasItOnItsClassPath() {
    assertThat(given(List.of(), RUN)).containsExactly("--driver-class-path", JARS + "/*");
  }

  @Test
  void aClusterGetsTheJars() {
    List<String> options = given(List.of("--master", "spark://h:7077", "--jars", "my.jar"), RUN);
    assertThat(options).containsSubsequence("--driver-class-path", JARS + "/*", "--jars");
    assertThat(options.get(options.size() - 1).split(","))
        .startsWith("my.jar")
        .contains(JARS + "/hadoop-aws-3.3.4.jar", JARS + "/aws-java-sdk-bundle-1.12.262.jar");
  }

  @Test
  void whoBringsItIsLeftAlone() throws IOException {
    List<String> packages = List.of("--packages", "org.apache.hadoop:hadoop-aws:3.3.4");
    assertThat(given(packages, RUN)).isEqualTo(packages);
    Files.createDirectories(folder.resolve("spark/jars"));
    Files.createFile(folder.resolve("spark/jars/hadoop-aws-3.3.6.jar"));
    assertThat(given(List.of(), RUN)).isEmpty();
  }

  @Test
  void whoeverStaysAwayFromS3DoesWithout() {
    assertThat(given(List.of(), "run", "--run", "hdfs://host/run")).isEmpty();
  }
}
