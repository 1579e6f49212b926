package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.ExitCode;
import io.trainvae.error.JobException;
import io.trainvae.metrics.MetricRow;
import io.trainvae.metrics.MetricsFile;
import io.trainvae.testing.LocalSpark;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
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
