package io.trainvae.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.exchange.OnnxSession;
import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.LoggedProcess;
import io.trainvae.testing.ProjectFiles;
import io.trainvae.testing.StandaloneCluster;
import io.trainvae.testing.Submission;
import io.trainvae.testing.SubmitResult;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole pipeline from images to pictures, with the job jar in separate processes: on two
 * threads of one process, and on a cluster with two executors.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class MainJobIT {
  private static final int TRAIN_IMAGES = 403;

  @TempDir static Path folder;
  private static final Set<ProcessHandle> EXECUTORS = new HashSet<>();
  private static StandaloneCluster cluster;

  @BeforeAll
  static void runLocally() {
    cluster = StandaloneCluster.start(2);
    LoggedProcess launcher =
        local(
            aShortRun("local", "--source", "synthetic", "--limit", Integer.toString(TRAIN_IMAGES)));
    assertThat(launcher.awaitEnd(Duration.ZERO)).as(launcher.err()).isZero();
    assertThat(launcher.out()).contains("report ", "test -ELBO ");
  }

  @AfterAll
  static void stop() {
    cluster.close();
    assertThat(cluster.executorPids()).isEmpty();
    assertThat(EXECUTORS).noneMatch(ProcessHandle::isAlive);
  }

  /** Remembers the executors that are running now. */
  private static void rememberExecutors() {
    List<Long> running = cluster.executorPids();
    assertThat(running).isNotEmpty();
    running.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(EXECUTORS::add);
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static String[] aShortRun(String run, String... images) {
    List<String> more = new ArrayList<>(List.of(images));
    more.addAll(List.of("--epochs", "3", "--importance-samples", "3"));
    more.addAll(List.of("--set", "train.batch=32"));
    return command("run", run, more.toArray(String[]::new));
  }

  /** With two workers that average after every step. */
  private static String[] command(String name, String run, String... more) {
    List<String> all = new ArrayList<>(List.of(name, "--workers", "2"));
    all.addAll(List.of("--averaging-frequency", "1", "--run", path(run)));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Through the launcher, as a user starts it. */
  private static LoggedProcess local(String... args) {
    List<String> command =
        new ArrayList<>(List.of(ProjectFiles.launcher().toString(), "--master", "local[2]"));
    command.addAll(List.of(args));
    Map<String, String> environment =
        Map.of("JAVA_HOME", System.getProperty("java.home"), "SPARK_DRIVER_MEMORY", "1g");
    LoggedProcess launcher = LoggedProcess.start("launcher", command, environment, folder, folder);
    launcher.awaitEnd(Duration.ofMinutes(5));
    return launcher;
  }

  private static Submission onCluster(String... args) {
    List<String> command = new ArrayList<>(List.of("--conf", "spark.executor.memory=1g"));
    command.add(ProjectFiles.jobJar().toString());
    command.addAll(List.of(args));
    return cluster.startApplication(command);
  }

  private static JsonNode summary(String run) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(run).resolve("summary.json").toFile());
  }

  @Test
  void aRunHasWhatTheOutsideReliesOn() throws IOException {
    assertThat(folder.resolve("local"))
        .isDirectoryContaining("glob:**/_SUCCESS")
        .isDirectoryContaining("glob:**/config.yaml")
        .isDirectoryContaining("glob:**/provenance.json");
    JsonNode summary = summary("local");
    assertThat(summary.path("status").asText()).isEqualTo("complete");
    assertThat(summary.path("preset").asText()).isEqualTo("mlp-400");
    assertThat(summary.path("dataset").path("name").asText()).isEqualTo("synthetic");
    assertThat(summary.path("dataset").path("train_images").asInt()).isEqualTo(TRAIN_IMAGES);
    assertThat(summary.path("workers").asInt()).isEqualTo(2);
    assertThat(summary.path("parameters_sha256").asText()).matches("[0-9a-f]{64}");
    assertThat(summary.path("test").path("importance_samples").asInt()).isEqualTo(3);
    assertThat(Files.readString(folder.resolve("local/report.html"))).contains("synthetic");
  }

  /**
   * Within four standard deviations of the mean over eight seeds. With beta 0 the divergence is
   * 9.1, with a tenth of the learning rate the reconstruction 286; an untrained model is at 550.
   */
  @Test
  void theModelHasLearntFromTheDigits() throws IOException {
    JsonNode test = summary("local").path("test");
    assertThat(test.path("reconstruction").asDouble()).isCloseTo(201.38, within(4 * 0.83));
    assertThat(test.path("kl").asDouble()).isCloseTo(1.86, within(4 * 0.43));
    assertThat(test.path("nll").asDouble()).isCloseTo(197.50, within(4 * 0.49));
    assertThat(test.path("neg_elbo").asDouble())
        .isEqualTo(test.path("reconstruction").asDouble() + test.path("kl").asDouble())
        .isGreaterThan(test.path("nll").asDouble());
  }

  @Test
  void picturesAreThere() throws IOException {
    for (String name :
        List.of(
            "latent-grid",
            "samples",
            "reconstructions",
            "latent-scatter",
            "interpolations",
            "anomalies",
            "loss",
            "class-losses",
            "kl-dimensions",
            "epochs/epoch-0003-samples",
            "epochs/epoch-0003-reconstructions")) {
      BufferedImage picture =
          ImageIO.read(folder.resolve("local/images").resolve(name + ".png").toFile());
      assertThat(picture.getWidth()).as(name).isGreaterThan(500);
    }
    assertThat(folder.resolve("local/images/training.gif")).isNotEmptyFile();
  }

  @Test
  void metricsAndLatentsAreParquetForEveryone() {
    Dataset<Row> metrics = LocalSpark.session().read().parquet(path("local/metrics"));
    assertThat(metrics.where("split = 'train' and metric = 'neg_elbo'").count()).isEqualTo(3);
    assertThat(metrics.where("split = 'test' and metric = 'neg_elbo'").count()).isEqualTo(1);
    Dataset<Row> latents = LocalSpark.session().read().parquet(path("local/encoded"));
    assertThat(latents.schema().toDDL())
        .isEqualTo(
            "index INT,label INT,mean ARRAY<FLOAT>,log_var ARRAY<FLOAT>,anomaly_score DOUBLE,split STRING");
    assertThat(latents.count()).isEqualTo(TRAIN_IMAGES + summaryTestImages());
    assertThat(latents.where("size(mean) != 20 or isnan(anomaly_score)").count()).isZero();
  }

  private static int summaryTestImages() {
    try {
      return summary("local").path("dataset").path("test_images").asInt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By the launcher, and the numbers that ONNX Runtime makes of the test images. */
  @Test
  void anExportedEncoderGivesTheLatentsThatWereEncoded() throws Exception {
    for (String format : List.of("onnx", "safetensors")) {
      LoggedProcess launcher = local("export", "--run", path("local"), "--format", format);
      assertThat(launcher.awaitEnd(Duration.ZERO)).as(launcher.err()).isZero();
    }
    assertThat(folder.resolve("local/export/model.safetensors")).isNotEmptyFile();
    Dataset<Row> images = LocalSpark.session().read().parquet(path("local/data/split=test"));
    Dataset<Row> latents = LocalSpark.session().read().parquet(path("local/encoded/split=test"));
    List<Row> rows =
        images.join(latents.select("index", "mean", "log_var"), "index").collectAsList();
    assertThat(rows).hasSize(summaryTestImages());
    byte[] model = Files.readAllBytes(folder.resolve("local/export/encoder.onnx"));
    try (OnnxSession encoder = new OnnxSession(model)) {
      for (Row row : rows) {
        byte[] image = row.getAs("image");
        float[] levels = new float[image.length];
        for (int i = 0; i < levels.length; i++) {
          levels[i] = (image[i] & 0xFF) / 255f;
        }
        Map<String, float[]> posterior = encoder.floats("image", levels, 1, 28, 28).run();
        for (int dim = 0; dim < 20; dim++) {
          assertThat(posterior.get("mean")[dim])
              .isCloseTo(row.<Float>getList(row.fieldIndex("mean")).get(dim), within(1e-4f));
          assertThat(posterior.get("log_variance")[dim])
              .isCloseTo(row.<Float>getList(row.fieldIndex("log_var")).get(dim), within(1e-4f));
        }
      }
    }
  }

  @Test
  void twoExecutorProcessesGiveTheSameBytes() throws IOException {
    SubmitResult result =
        onCluster(aShortRun("cluster", "--data", path("local/data"))).result(Duration.ofMinutes(4));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(applicationsOn(0)).isNotEmpty().isEqualTo(applicationsOn(1));
    assertThat(summary("cluster").path("parameters_sha256"))
        .isEqualTo(summary("local").path("parameters_sha256"));
    assertThat(summary("cluster").path("test").path("neg_elbo").asDouble())
        .isEqualTo(summary("local").path("test").path("neg_elbo").asDouble());
  }

  /** Applications that had an executor on a worker. */
  private static Set<String> applicationsOn(int worker) throws IOException {
    try (Stream<Path> files =
        Files.list(cluster.logs().resolve("worker-%d-work".formatted(worker)))) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void theLossOfAnExecutorChangesNothing() throws IOException {
    Submission submission = onCluster(training("killed"));
    submission.awaitOutput("epoch 2/12", Duration.ofMinutes(4));
    rememberExecutors();
    cluster.killExecutor();
    SubmitResult result = submission.result(Duration.ofMinutes(4));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.stderr()).contains("Lost executor");
    assertThat(summary("killed").path("parameters_sha256")).isEqualTo(calm());
  }

  @Test
  void whatIsStoppedOnAClusterIsResumedOnOneMachine() throws Exception {
    Submission submission = onCluster(training("stopped"));
    submission.awaitOutput("epoch 2/12", Duration.ofMinutes(4));
    rememberExecutors();
    submission.terminate();
    SubmitResult result = submission.result(Duration.ofMinutes(2));
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(130);
    assertThat(result.stderr()).contains("Stopped ", "--resume continues there");
    cluster.awaitNoExecutors();
    assertThat(local(training("stopped", "--resume")).awaitEnd(Duration.ZERO)).isZero();
    assertThat(summary("stopped").path("parameters_sha256")).isEqualTo(calm());
  }

  /** Parameters of the same training on one machine. */
  private static JsonNode calm() throws IOException {
    if (!Files.exists(folder.resolve("calm"))) {
      assertThat(local(training("calm")).awaitEnd(Duration.ZERO)).isZero();
    }
    return summary("calm").path("parameters_sha256");
  }

  private static String[] training(String run, String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--data", path("local/data")));
    args.addAll(List.of("--run", path(run), "--workers", "2", "--epochs", "12"));
    args.addAll(List.of("--averaging-frequency", "1"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void saysInOneLineWhatIsWrong() {
    LoggedProcess launcher = local("train", "--data", "nowhere");
    assertThat(launcher.awaitEnd(Duration.ZERO)).isEqualTo(3);
    assertThat(launcher.out()).isEmpty();
    assertThat(launcher.err().lines().filter(line -> line.contains("nowhere")))
        .singleElement()
        .asString()
        .startsWith("Cannot read ")
        .endsWith("nowhere: no such file or folder");
  }
}
