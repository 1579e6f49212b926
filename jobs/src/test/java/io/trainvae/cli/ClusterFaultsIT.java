package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.ml.VariationalAutoencoder;
import io.trainvae.ml.VariationalAutoencoderModel;
import io.trainvae.testing.ClusterSession;
import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.StandaloneCluster;
import io.trainvae.testing.TaskTrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands give the same result, to the bit, when executors and workers of a cluster are killed,
 * frozen or slow, and nothing is left behind. The commands run in this virtual machine, so that the
 * test can inspect Spark; executors, workers and master are processes.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterFaultsIT {
  private static final int EPOCHS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static StandaloneCluster cluster;
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    TestedCommand.on(
            LocalSpark.session(), Map.of(), "ingest", "--limit", "800", "--output", path("data"))
        .assertDone();
    trainMany(LocalSpark.session(), "many-local").assertDone();
    cluster = StandaloneCluster.start(2);
    spark =
        ClusterSession.open(
            cluster,
            Map.of(
                // 25 s by default: how long a training waits for slots.
                "spark.scheduler.maxRegisteredResourcesWaitingTime", "20s",
                // Two minutes by default: how long an executor may say nothing.
                "spark.network.timeout", "15s",
                "spark.network.timeoutInterval", "5s",
                "spark.executor.heartbeatInterval", "2s"));
    train("calm").assertDone();
    run("evaluate", "--run", path("calm"), "--importance-samples", "20").assertDone();
    run("encode", "--run", path("calm")).assertDone();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    ClusterSession.assertNothingIsHeld(spark);
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("_temporary") || name.endsWith(".tmp"))
          .noneMatch(name -> name.contains(".ingest") || name.contains(".replaced"));
    }
  }

  @AfterAll
  static void stop() {
    try (StandaloneCluster closed = cluster) {
      spark.stop();
      ClusterSession.assertNoFiles(closed.localFolders());
      closed.awaitNoExecutors();
    }
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static TestedCommand run(String... args) {
    return TestedCommand.on(spark, Map.of(), args);
  }

  private static TestedCommand train(String name, String... more) {
    return train(spark, name, 2, more);
  }

  private static TestedCommand trainMany(SparkSession on, String name) {
    return train(on, name, 12);
  }

  private static TestedCommand train(SparkSession on, String name, int workers, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--data", path("data")));
    args.addAll(List.of("--run", path(name), "--workers", Integer.toString(workers)));
    args.addAll(List.of("--epochs", Integer.toString(EPOCHS), "--averaging-frequency", "1"));
    args.addAll(List.of(more));
    return TestedCommand.on(on, Map.of(), args.toArray(String[]::new));
  }

  private static JsonNode summary(String run) throws IOException {
    return JSON.readTree(folder.resolve(run).resolve("summary.json").toFile());
  }

  private static void assertSameParameters(String run) throws IOException {
    assertThat(summary(run).path("parameters_sha256").asText())
        .hasSize(64)
        .isEqualTo(summary("calm").path("parameters_sha256").asText());
  }

  private static void report(String fault, long start) {
    System.out.printf("%s: done %.1f s after%n", fault, (System.nanoTime() - start) / 1e9);
  }

  /** Kills the executor of the first task of a job while the task is under way. */
  private static void killExecutorDuring(String description, String... args) throws Exception {
    try (TaskTrap trap = TaskTrap.of(spark, cluster, description)) {
      CompletableFuture<TestedCommand> command = CompletableFuture.supplyAsync(() -> run(args));
      ProcessHandle executor = trap.await(PATIENCE);
      long start = System.nanoTime();
      executor.destroyForcibly();
      command.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).assertDone();
      report("executor killed during \"" + description + "\"", start);
      assertThat(trap.lostTasks()).isPositive();
    }
  }

  /**
   * Of two workers each gets half a state of the other's to average, and half a state that the
   * other averaged: two states a round at most, however many there are. After the last round of a
   * stage nothing is gathered.
   */
  @Test
  @Order(0)
  void aWorkerReceivesOneStateInARoundWithOneOther() throws Exception {
    AtomicLong received = new AtomicLong();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onStageCompleted(SparkListenerStageCompleted stage) {
            if (stage.stageInfo().name().contains("TrainingStage")) {
              received.addAndGet(
                  stage.stageInfo().taskMetrics().shuffleReadMetrics().remoteBytesRead());
            }
          }
        };
    spark.sparkContext().addSparkListener(listener);
    train("counted").assertDone();
    spark.sparkContext().listenerBus().waitUntilEmpty();
    spark.sparkContext().removeSparkListener(listener);
    long state = 652_824 * 3L * Float.BYTES;
    int rounds = 4;
    assertThat(received.get()).isEqualTo(EPOCHS * (rounds + (rounds - 1)) * state);
  }

  @Test
  @Order(1)
  void anExecutorIsKilledDuringIngest() throws Exception {
    killExecutorDuring("ingest", "ingest", "--limit", "800", "--output", path("again"));
    for (String split : List.of("train", "test")) {
      var calm = spark.read().parquet(path("data/split=" + split));
      var again = spark.read().parquet(path("again/split=" + split));
      assertThat(again.count()).isEqualTo(calm.count());
      assertThat(again.exceptAll(calm).count()).isZero();
    }
    assertThat(Files.readString(folder.resolve("again/dataset.json")))
        .isEqualTo(Files.readString(folder.resolve("data/dataset.json")));
  }

  @Test
  @Order(2)
  void anExecutorIsKilledDuringEvaluate() throws Exception {
    JsonNode calm = summary("calm").path("test");
    killExecutorDuring("evaluate", "evaluate", "--run", path("calm"), "--importance-samples", "20");
    assertThat(summary("calm").path("test")).isEqualTo(calm);
  }

  @Test
  @Order(3)
  void anExecutorIsKilledDuringEncode() throws Exception {
    killExecutorDuring(
        "encode the test", "encode", "--run", path("calm"), "--output", path("encoded"));
    var calm = spark.read().parquet(path("calm/encoded"));
    var again = spark.read().parquet(path("encoded"));
    assertThat(again.count()).isEqualTo(calm.count());
    assertThat(again.exceptAll(calm).count()).isZero();
    assertThat(folder.resolve("encoded/_SUCCESS")).exists();
  }

  /** Twelve workers are averaged in groups on executors; one executor is killed meanwhile. */
  @Test
  @Order(4)
  void anExecutorIsKilledWhileManyWorkersAverage() throws Exception {
    try (TaskTrap trap = TaskTrap.of(spark, cluster, "train epoch 2/3")) {
      CompletableFuture<TestedCommand> command =
          CompletableFuture.supplyAsync(() -> trainMany(spark, "many"));
      ProcessHandle executor = trap.await(PATIENCE);
      executor.destroyForcibly();
      command.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).assertDone();
    }
    assertThat(summary("many").path("parameters_sha256"))
        .isEqualTo(summary("many-local").path("parameters_sha256"));
  }

  @Test
  @Order(5)
  void aStragglerOnlyTakesTime() throws Exception {
    try (TaskTrap trap = TaskTrap.of(spark, cluster, "train epoch 2/3")) {
      CompletableFuture<TestedCommand> command =
          CompletableFuture.supplyAsync(() -> train("straggler"));
      ProcessHandle executor = trap.await(PATIENCE);
      long start = System.nanoTime();
      while (!command.isDone()) {
        TaskTrap.signal(executor, "CONT");
        TimeUnit.MILLISECONDS.sleep(50);
        TaskTrap.signal(executor, "STOP");
        TimeUnit.MILLISECONDS.sleep(450);
      }
      TaskTrap.signal(executor, "CONT");
      command.get().assertDone();
      report("executor ten times slower for two epochs", start);
      assertThat(trap.lostTasks()).isZero();
    }
    assertSameParameters("straggler");
  }

  @Test
  @Order(6)
  void aFrozenExecutorIsReplaced() throws Exception {
    try (TaskTrap trap = TaskTrap.of(spark, cluster, "train epoch 2/3")) {
      CompletableFuture<TestedCommand> command =
          CompletableFuture.supplyAsync(() -> train("frozen"));
      ProcessHandle executor = trap.await(PATIENCE);
      long start = System.nanoTime();
      command.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).assertDone();
      report("executor frozen, with a network timeout of 15 s", start);
      assertThat(trap.lostTasks()).isPositive();
      assertThat(executor.onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
    }
    assertSameParameters("frozen");
  }

  /** They hold the state and all images, so the training continues from the last checkpoint. */
  @Test
  @Order(7)
  void allExecutorsAreLostAtOnce() throws Exception {
    try (TaskTrap trap = TaskTrap.of(spark, cluster, "train epoch 2/3")) {
      CompletableFuture<TestedCommand> command =
          CompletableFuture.supplyAsync(() -> train("all-lost"));
      trap.await(PATIENCE);
      long start = System.nanoTime();
      killAllExecutors();
      command.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).assertDone();
      report("all executors killed", start);
      assertThat(trap.lostTasks()).isPositive();
    }
    assertSameParameters("all-lost");
  }

  private static void killAllExecutors() {
    cluster
        .executorPids()
        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }

  /** A DataFrame without a checkpoint: the driver has a copy of the state. */
  @Test
  @Order(7)
  void allExecutorsAreLostDuringAFit() throws Exception {
    VariationalAutoencoder stage =
        new VariationalAutoencoder()
            .setInputCol("image")
            .setKeyCol("index")
            .setSettings("train.averaging-frequency=1")
            .setEpochs(EPOCHS)
            .setWorkers(2);
    try (TaskTrap trap = TaskTrap.of(spark, cluster, "train epoch 2/3")) {
      CompletableFuture<VariationalAutoencoderModel> fit =
          CompletableFuture.supplyAsync(
              () -> stage.fit(spark.read().parquet(path("data/split=train"))));
      trap.await(PATIENCE);
      long start = System.nanoTime();
      killAllExecutors();
      VariationalAutoencoderModel model = fit.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      report("all executors killed during a fit", start);
      assertThat(trap.lostTasks()).isPositive();
      assertThat(model.parametersSha256())
          .isEqualTo(summary("calm").path("parameters_sha256").asText());
    }
  }

  /** Another job of the application has one of the two slots, and does not give it back. */
  @Test
  @Order(8)
  void slotsThatAreTakenAreToldInOneLine() throws Exception {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaFutureAction<Void> other =
        context
            .parallelize(List.of(1), 1)
            .foreachAsync(
                one -> {
                  while (!TaskContext.get().isInterrupted()) {
                    TimeUnit.MILLISECONDS.sleep(100);
                  }
                });
    try {
      long start = System.nanoTime();
      TestedCommand crowded = train("crowded");
      assertThat(crowded.exitCode()).isEqualTo(1);
      assertThat(crowded.err())
          .endsWith(
              "Cannot train: 2 slots were not free at once within 20 s, which the tasks of a training need to begin together; do other jobs run in this Spark application? spark.scheduler.maxRegisteredResourcesWaitingTime to wait longer\n");
      report("a slot that is taken", start);
    } finally {
      other.cancel(true);
    }
  }

  /** On three executors; the third one joins during the training. */
  @Test
  @Order(9)
  void anExecutorThatComesTakesPart() throws Exception {
    cluster.addWorker("127.0.0.3", Map.of());
    ClusterSession.awaitExecutors(spark, 3);
    trainMany(spark, "many-on-three").assertDone();
    assertThat(summary("many-on-three").path("parameters_sha256"))
        .isEqualTo(summary("many-local").path("parameters_sha256"));
  }

  @Test
  @Order(10)
  void aWorkerIsKilledWithItsExecutor() throws Exception {
    try (TaskTrap trap = TaskTrap.of(spark, cluster, "train epoch 2/3")) {
      CompletableFuture<TestedCommand> command =
          CompletableFuture.supplyAsync(() -> train("worker-lost"));
      ProcessHandle executor = trap.await(PATIENCE);
      long start = System.nanoTime();
      cluster.killWorkerOf(executor);
      command.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).assertDone();
      report("worker killed", start);
      assertThat(trap.lostTasks()).isPositive();
    }
    assertSameParameters("worker-lost");
  }

  /** Bad data are reported as bad data even if no other executor is left. */
  @Test
  @Order(11)
  void badDataAreStillBadData() throws IOException {
    FileUtils.copyDirectory(folder.resolve("data").toFile(), folder.resolve("bad").toFile());
    spark
        .read()
        .parquet(path("data/split=train"))
        .selectExpr("index", "label", "if(index = 7, substring(image, 2), image) image")
        .write()
        .mode("overwrite")
        .parquet(path("bad/split=train"));
    run("train", "--data", path("bad"), "--run", path("refused"))
        .assertRefused(3, "Cannot use image 7 of synthetic: 783 bytes, expected 784 (28x28)");
    assertThat(folder.resolve("refused")).doesNotExist();
    // Spark keeps tasks that it could not place until it places others.
    assertThat(spark.range(9).count()).isEqualTo(9);
  }

  /** On the machine that joins, no task finds its machine code. */
  @Test
  @Order(12)
  void aMachineWhereTasksAlwaysFailIsLeftOut() throws Exception {
    cluster.killWorkersBut(1);
    ClusterSession.awaitExecutors(spark, 1);
    cluster.addWorker(
        "127.0.0.2", Map.of("JAVA_TOOL_OPTIONS", "-Dorg.bytedeco.javacpp.platform=none"));
    ClusterSession.awaitExecutors(spark, 2);
    try (TaskTrap trap = TaskTrap.of(spark, cluster, null)) {
      long start = System.nanoTime();
      train("left-out").assertDone();
      report("training with a machine where every task fails", start);
      assertThat(trap.failedTasks()).isPositive();
    }
    assertSameParameters("left-out");
  }
}
