package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkSessionsTest {
  @TempDir Path folder;
  private final SparkSessions sessions = new SparkSessions();

  @BeforeEach
  void chooseMaster() {
    LocalSpark.stop();
    System.setProperty("spark.master", "local[1]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.hadoop.fs.example", "from spark");
  }

  @AfterEach
  void forget() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
    System.clearProperty("spark.hadoop.fs.example");
    System.clearProperty("spark.dynamicAllocation.enabled");
  }

  @Test
  void withoutAMasterAllCoresAreUsed() {
    System.clearProperty("spark.master");
    assertThat(SparkSessions.configuration("a").get("spark.master")).isEqualTo("local[*]");
    assertThat(SparkSessions.configuration("a").get("spark.app.name")).isEqualTo("a");
  }

  @Test
  void whatSparkSubmitWasGivenStands() {
    System.setProperty("spark.app.name", "mine");
    try {
      assertThat(SparkSessions.configuration("a").get("spark.app.name")).isEqualTo("mine");
    } finally {
      System.clearProperty("spark.app.name");
    }
    assertThat(SparkSessions.configuration("a").get("spark.master")).isEqualTo("local[1]");
    assertThat(sessions.storage().configuration().get("fs.example")).isEqualTo("from spark");
  }

  /** Spark itself would refuse the first barrier stage, after all that comes before it. */
  @Test
  void aTrainingUnderDynamicAllocationIsRefusedBeforeSparkStarts() {
    System.setProperty("spark.dynamicAllocation.enabled", "true");
    assertThat(sessions.<String>run("train-vae train", jobs -> "local")).isEqualTo("local");
    System.setProperty("spark.master", "spark://nowhere:7077");
    for (String command : List.of("train-vae train", "train-vae run")) {
      assertThatThrownBy(() -> sessions.run(command, jobs -> ""))
          .isInstanceOfSatisfying(
              JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessage(
              "Cannot train with spark.dynamicAllocation.enabled=true: the tasks of a training begin together and stay (SPARK-24942);"
                  + " expected --conf spark.dynamicAllocation.enabled=false, and as many executors as workers need");
    }
  }

  /** With YARN's own client; no server listens on port 1. */
  @Test
  void aResourceManagerThatIsAwayIsNoStorage() {
    Map<String, String> settings =
        Map.of(
            "spark.master",
            "yarn",
            "spark.hadoop.yarn.resourcemanager.address",
            "127.0.0.1:1",
            "spark.hadoop.yarn.resourcemanager.connect.max-wait.ms",
            "500",
            "spark.hadoop.yarn.resourcemanager.connect.retry-interval.ms",
            "200",
            "spark.hadoop.ipc.client.connect.max.retries",
            "0");
    settings.forEach(System::setProperty);
    try {
      assertThatThrownBy(() -> sessions.run("a", jobs -> "done"))
          .satisfies(
              thrown -> {
                Failure failure = Failure.of(thrown);
                assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(failure.message())
                    .startsWith("Cannot start Spark on the master yarn: Call From ")
                    .endsWith(
                        "localhost:1 failed on connection exception:"
                            + " java.net.ConnectException: Connection refused");
              });
    } finally {
      settings.keySet().forEach(System::clearProperty);
    }
  }

  /** Spark writes an event log when it starts, for any master. */
  @Test
  void aStorageThatRefusesAtTheStartIsOne() {
    var refused = new AccessControlException("Permission denied: user=stranger");
    StackTraceElement[] frames = {
      new StackTraceElement("org.apache.hadoop.hdfs.DFSClient", "create", "DFSClient.java", 1)
    };
    refused.setStackTrace(frames);
    assertThat(MasterFailures.atStart("yarn", new IllegalStateException(refused)).exitCode())
        .isEqualTo(ExitCode.STORAGE);
    assertThat(MasterFailures.atStart("yarn", new IOException("Connection refused")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILED))
        .hasMessage("Cannot start Spark on the master yarn: Connection refused");
  }

  @Test
  void aJobWhoseMasterIsGoneSaysSo() {
    var stopped = new IllegalStateException("LiveListenerBus is stopped.");
    assertThat(MasterFailures.atWork("spark://host:7077", stopped))
        .hasMessage(
            "Lost the master spark://host:7077: it cannot be reached, or has ended this application"
                + " (LiveListenerBus is stopped.)");
    // The job's own message is more precise, also if it arrives as text.
    assertThat(Failure.isKnown(stopped)).isFalse();
    assertThat(Failure.isKnown(new IOException(JobException.data("Cannot read x")))).isTrue();
    assertThat(Failure.isKnown(new IOException("x: " + JobException.data("Cannot read x"))))
        .isTrue();
  }

  @Test
  void sparkIsStoppedAfterAFailureToo() {
    assertThatThrownBy(
            () ->
                sessions.run(
                    "failing",
                    jobs -> {
                      assertThat(SparkSession.active().sparkContext().appName())
                          .isEqualTo("failing");
                      throw new IllegalStateException("in the middle");
                    }))
        .hasMessage("in the middle");
    assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
  }

  @Test
  void sparkReadsMetricsWithTheTypesOfTheContract() {
    var storage = sessions.storage();
    var metrics = new MetricsFile(storage, storage.path(folder.resolve("metrics").toString()));
    Instant time = Instant.parse("2026-02-03T04:05:06.123456Z");
    metrics.writeEpoch(1, List.of(new MetricRow("r", 1, 24, "train", "kl", 25.5, time)));
    metrics.writeEpoch(2, List.of(new MetricRow("r", 2, 48, "train", "kl", 26.5, time)));
    metrics.writeTest(List.of(new MetricRow("r", 2, 48, "test", "kl", 27.5, time)));
    sessions.run(
        "reading",
        jobs -> {
          Dataset<Row> read =
              SparkSession.active().read().parquet(folder.resolve("metrics").toString());
          assertThat(read.schema().toDDL())
              .isEqualTo(
                  "run_id STRING,epoch INT,round INT,split STRING,metric STRING,value DOUBLE,time"
                      + " TIMESTAMP");
          List<Row> rows = read.orderBy("value").collectAsList();
          assertThat(rows).hasSize(3);
          assertThat(rows.get(0).mkString("|")).startsWith("r|1|24|train|kl|25.5|");
          assertThat(rows.get(0).<Timestamp>getAs("time").toInstant()).isEqualTo(time);
          return null;
        });
  }
}
