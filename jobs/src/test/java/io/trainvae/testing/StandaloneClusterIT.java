package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StandaloneClusterIT {
  private static StandaloneCluster cluster;
  private static Path jar;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    jar = folder.resolve("probe.jar");
    String entry = ClusterProbe.class.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        InputStream in = ClusterProbe.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      in.transferTo(out);
    }
    cluster = StandaloneCluster.start(2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    assertThat(cluster.executorPids()).isEmpty();
  }

  @Test
  void runsAnApplicationOnTwoExecutorProcesses() {
    SubmitResult result = cluster.submit(probe());
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stdout()).contains("executors [0, 1]", "sum 500500");
  }

  @Test
  void handsOnTheExitCode() {
    assertThat(cluster.submit(probe("exit", "3")).exitCode()).isEqualTo(3);
  }

  private static List<String> probe(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "--conf",
                "spark.executor.memory=512m",
                "--class",
                ClusterProbe.class.getName(),
                jar.toString()));
    command.addAll(List.of(args));
    return command;
  }
}
