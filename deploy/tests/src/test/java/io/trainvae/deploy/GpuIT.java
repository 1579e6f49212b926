package io.trainvae.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.testing.SubmitResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * GPUs of Spark's scheduling on a cluster whose workers declare, by the discovery script, one that
 * they do not have: everything up to the call that ND4J's backend for processors ignores.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the cluster is started by a bash script")
final class GpuIT {
  private static final List<String> ONE_EACH =
      List.of(
          "--executor-memory",
          "1g",
          "--conf",
          "spark.executor.resource.gpu.amount=1",
          "--conf",
          "spark.task.resource.gpu.amount=1");

  @TempDir static Path folder;
  private static Reference reference;
  private static ClusterScript cluster;

  @BeforeAll
  static void start() throws IOException {
    reference = Reference.made();
    cluster = ClusterScript.start("--gpus", "4,7", "--cores", "1", "--memory", "2g");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static SubmitResult submit(List<String> options, String run, String... words) {
    return cluster.submit(
        options,
        Stream.of(
                Stream.of("train", "--data", reference.run().resolve("data").toString()),
                Stream.of("--epochs", "2", "--averaging-frequency", "1"),
                Stream.of("--run", folder.resolve(run).toString()),
                Stream.of(words))
            .flatMap(part -> part)
            .toArray(String[]::new));
  }

  /** By DL4J's graphs, as on a card. */
  @Test
  void eachWorkerIsBoundToAGpuOfItsOwn() throws IOException {
    List<String> options =
        Stream.concat(
                ONE_EACH.stream(),
                Stream.of("--conf", "spark.executor.extraJavaOptions=-Dtrainvae.test.graphs=true"))
            .toList();
    SubmitResult result = submit(options, "both", "--workers", "2");
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr()).contains("2 workers,");
    assertThat(executors())
        .contains("Bound nd4j-native (CPU) to GPU 4 of this task")
        .contains("Bound nd4j-native (CPU) to GPU 7 of this task")
        .contains("Trains a DL4J graph on nd4j-native");
    assertThat(folder.resolve("both/provenance.json"))
        .content()
        .contains("and not on GPU 4, which it has; nd4j-native (CPU) on ")
        .contains("and not on GPU 7, which it has");
  }

  @Test
  void moreWorkersThanGpusAreRefused() {
    SubmitResult result = submit(ONE_EACH, "three", "--workers", "3");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
    assertThat(result.stderr().lines())
        .contains(
            "Cannot train 3 workers on 2 GPUs: expected a GPU for each; use --workers 2, or give the"
                + " application more GPUs");
  }

  @Test
  void halfAGpuIsRefusedBeforeAnythingStarts() {
    List<String> half =
        List.of(
            "--conf",
            "spark.executor.resource.gpu.amount=1",
            "--conf",
            "spark.task.resource.gpu.amount=0.5");
    SubmitResult result = submit(half, "half");
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
    assertThat(result.stderr())
        .contains("Cannot use GPUs with spark.task.resource.gpu.amount=0.5: expected --conf ");
  }

  @Test
  void machinesWithoutTheResourceAreNotWaitedForForever() throws IOException {
    ClusterScript bare = ClusterScript.start("--workers", "1", "--cores", "1", "--memory", "2g");
    try {
      List<String> words =
          List.of("--conf", "spark.scheduler.maxRegisteredResourcesWaitingTime=2s");
      SubmitResult result =
          bare.submit(
              Stream.concat(ONE_EACH.stream(), words.stream()).toList(),
              "train",
              "--data",
              reference.run().resolve("data").toString(),
              "--run",
              folder.resolve("none").toString());
      assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
      assertThat(result.stderr())
          .contains("Cannot train on GPUs: no executor with a GPU within 2 s, expected machines");
    } finally {
      bare.close();
    }
  }

  /** The logs of all executors. */
  private static String executors() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(cluster.folder())) {
      for (Path file : files.filter(path -> path.endsWith("stderr")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
