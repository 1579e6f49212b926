package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.cli.GraphTrainings.Small;
import io.trainvae.testing.ClusterSession;
import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.StandaloneCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What trains on GPUs, on processors of a cluster: two executors that compute DL4J's graphs average
 * in rounds; checkpoint and resume, another executor included, give the bytes of local mode.
 */
final class GraphTrainingIT {
  @TempDir static Path folder;
  private static GraphTrainings local;
  private static GraphTrainings onCluster;
  private static StandaloneCluster cluster;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    System.setProperty(GraphTrainings.PROPERTY, "true");
    local = new GraphTrainings(LocalSpark.session(), folder);
    local.ingest();
    for (Small model : Small.values()) {
      local.train("local-" + model, model, 2);
    }
    cluster = StandaloneCluster.start(2);
    spark =
        ClusterSession.open(
            cluster,
            Map.of("spark.executor.extraJavaOptions", "-D" + GraphTrainings.PROPERTY + "=true"));
    onCluster = new GraphTrainings(spark, folder);
  }

  @AfterAll
  static void stop() {
    System.clearProperty(GraphTrainings.PROPERTY);
    try (StandaloneCluster closed = cluster) {
      spark.stop();
      closed.awaitNoExecutors();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherExecutorGoesOnFromTheCheckpoint(Small model) throws IOException {
    onCluster.train("cluster-" + model, model, 1);
    cluster.killExecutor();
    onCluster.train("cluster-" + model, model, 2, "--resume");
    assertThat(onCluster.sha256("cluster-" + model)).isEqualTo(local.sha256("local-" + model));
    ClusterSession.assertNothingIsHeld(spark);
  }
}
