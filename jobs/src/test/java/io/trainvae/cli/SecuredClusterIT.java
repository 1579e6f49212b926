package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.testing.ClusterSession;
import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.ProjectFiles;
import io.trainvae.testing.StandaloneCluster;
import io.trainvae.testing.SubmitResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that authenticates its users by a secret, and encrypts what it sends and spills. */
final class SecuredClusterIT {
  private static final String SECRET = "pl4nt3d-0f-the-cluster";
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.authenticate", "true",
          "spark.authenticate.secret", SECRET,
          "spark.network.crypto.enabled", "true",
          "spark.network.crypto.authEngineVersion", "2",
          "spark.io.encryption.enabled", "true");

  @TempDir static Path folder;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void start() {
    cluster = StandaloneCluster.start(1, "2g", SETTINGS);
    TestedCommand.of("ingest", "--limit=200", "--output=" + folder.resolve("data")).assertDone();
    train(LocalSpark.session(), "open");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void train(SparkSession spark, String run) {
    TestedCommand.on(
            spark,
            Map.of(),
            "train",
            "--data=" + folder.resolve("data"),
            "--run=" + folder.resolve(run),
            "--epochs=2",
            "--workers=1")
        .assertDone();
  }

  @Test
  void trainsTheSameModel() throws IOException {
    SparkSession spark = ClusterSession.open(cluster, SETTINGS);
    try {
      assertThat(SparkEnv.get().securityManager().isEncryptionEnabled()).isTrue();
      assertThat(SparkEnv.get().securityManager().getIOEncryptionKey().isDefined()).isTrue();
      train(spark, "secured");
    } finally {
      spark.stop();
    }
    assertThat(parameters("secured")).isEqualTo(parameters("open"));
  }

  private static String parameters(String run) throws IOException {
    return new ObjectMapper()
        .readTree(folder.resolve(run).resolve("summary.json").toFile())
        .path("parameters_sha256")
        .asText();
  }

  @Test
  void aStrangerIsTurnedAwayAndNoLogHasTheSecret() throws IOException {
    SubmitResult stranger =
        cluster
            .startApplication(
                List.of(
                    ProjectFiles.jobJar().toString(),
                    "train",
                    "--data=" + folder.resolve("data"),
                    "--run=" + folder.resolve("stranger")))
            .result(Duration.ofMinutes(3));
    assertThat(stranger.exitCode()).as(stranger.toString()).isEqualTo(1);
    assertThat(stranger.stderr().lines().filter(line -> line.contains("the master spark://")))
        .as(stranger.toString())
        .singleElement()
        .asString()
        .startsWith("Lost the master spark://127.0.0.1:");
    assertThat(folder.resolve("stranger/model")).doesNotExist();
    try (Stream<Path> files = Files.walk(cluster.logs())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("conf/spark-defaults.conf")) {
          String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
          assertThat(text.contains(SECRET)).as(file.toString()).isFalse();
        }
      }
    }
  }
}
