package io.trainvae.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.output.OutputFolder;
import io.trainvae.output.OutputKind;
import io.trainvae.storage.Storage;
import io.trainvae.testing.LoggedProcess;
import io.trainvae.testing.SubmitResult;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** All jobs on a real HDFS, started by the launcher. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class HdfsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** As the jobs have it, which are not on the class path here. */
  private static final OutputKind DATA_SET =
      new OutputKind() {
        @Override
        public String name() {
          return "data set";
        }

        @Override
        public String withArticle() {
          return "a data set";
        }

        @Override
        public String mark() {
          return "dataset.json";
        }

        @Override
        public boolean hasSuccess() {
          return false;
        }

        @Override
        public Set<String> otherNames() {
          return Set.of();
        }

        @Override
        public Optional<String> refusal(
            Storage storage, org.apache.hadoop.fs.Path root, Set<String> names) {
          return Optional.empty();
        }
      };

  @TempDir static Path folder;
  private static Reference reference;
  private static HdfsServer server;
  private static FileSystem hdfs;

  @BeforeAll
  static void runOnHdfs() throws IOException {
    reference = Reference.made();
    server = HdfsServer.start(folder.toRealPath());
    hdfs = FileSystem.get(URI.create(server.root()), new Configuration());
    hdfs.copyFromLocalFile(hdfsPath(reference.idx().toUri().toString()), hdfsPath("/idx"));
    SubmitResult result =
        trainVae(Map.of())
            .run(reference.options("--source", uri("/idx"), "--run", uri("/runs/one")));
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  @AfterAll
  static void stop() throws IOException {
    hdfs.close();
    server.close();
  }

  private static TrainVae trainVae(Map<String, String> environment) {
    return new TrainVae(folder, List.of("--master", "local[2]"), environment);
  }

  private static String uri(String path) {
    return server.root() + path;
  }

  private static org.apache.hadoop.fs.Path hdfsPath(String text) {
    return new org.apache.hadoop.fs.Path(text);
  }

  @Test
  void givesTheSameBytesAsALocalDisk() throws IOException {
    reference.assertSame(text("/runs/one/summary.json"));
    assertThat(hdfs.exists(hdfsPath("/runs/one/_SUCCESS"))).isTrue();
  }

  @Test
  void leavesNothingBehind() throws IOException {
    assertThat(names("/runs")).containsExactly("one");
    assertThat(names("/runs/one"))
        .containsExactlyInAnyOrder(
            "_SUCCESS",
            "checkpoints",
            "config.yaml",
            "data",
            "encoded",
            "images",
            "ingest.json",
            "metrics",
            "model",
            "provenance.json",
            "report.html",
            "summary.json");
    assertThat(names("/runs/one/data"))
        .containsExactlyInAnyOrder("dataset.json", "split=test", "split=train");
  }

  @Test
  void anIngestReplacesADataSetAtOnce() throws IOException {
    for (String limit : List.of("60", "40")) {
      String[] words = {
        "ingest", "--source", uri("/idx"), "--limit", limit, "--output", uri("/sets/small")
      };
      SubmitResult result = trainVae(Map.of()).run(words);
      assertThat(result.exitCode()).as(result.toString()).isZero();
    }
    assertThat(names("/sets")).containsExactly("small");
  }

  /** As on YARN, where the machines' settings say which HDFS is meant. */
  @Test
  void urisWithoutAHostAndMountTablesAreFollowed() throws IOException {
    Path settings = Files.createDirectories(folder.resolve("hadoop"));
    Files.writeString(
        settings.resolve("core-site.xml"),
        """
        <configuration>
          <property><name>fs.defaultFS</name><value>%s</value></property>
          <property>
            <name>fs.viewfs.mounttable.default.link./mounted</name>
            <value>%s</value>
          </property>
        </configuration>
        """
            .formatted(server.root(), uri("/hostless")));
    hdfs.mkdirs(hdfsPath("/hostless"));
    TrainVae job = trainVae(Map.of("HADOOP_CONF_DIR", settings.toString()));
    SubmitResult ingest =
        job.run(
            "ingest",
            "--source",
            "hdfs:///idx",
            "--limit",
            "40",
            "--output",
            "hdfs:///hostless/set");
    assertThat(ingest.exitCode()).as(ingest.toString()).isZero();
    SubmitResult encode =
        job.run(
            "encode",
            "--run",
            "hdfs:///runs/one",
            "--data",
            "viewfs:///mounted/set",
            "--output",
            "viewfs:///mounted/latents");
    assertThat(encode.exitCode()).as(encode.toString()).isZero();
    assertThat(names("/hostless")).containsExactlyInAnyOrder("set", "latents");
  }

  @Test
  void aDataSetHasOneWriterAndIsWholeAfterACrash() throws IOException {
    Storage storage = new Storage(hdfs.getConf());
    org.apache.hadoop.fs.Path set = hdfsPath(uri("/sets/owned"));
    try (OutputFolder first = OutputFolder.claim(storage, set, DATA_SET, line -> {})) {
      assertThatThrownBy(() -> OutputFolder.claim(storage, set, DATA_SET, line -> {}))
          .hasMessageStartingWith("Cannot write to data set " + set + ": process ");
    }
    org.apache.hadoop.fs.Path lease = hdfsPath(uri("/sets/.x.lease.json"));
    assertThat(storage.create(lease, new byte[1])).isTrue();
    assertThat(storage.create(lease, new byte[2])).isFalse();
    assertThat(storage.read(lease)).hasSize(1);
    storage.delete(lease);
    // A folder of the new name is not moved into.
    hdfs.mkdirs(hdfsPath("/sets/from"));
    hdfs.mkdirs(hdfsPath("/sets/to/full"));
    assertThatThrownBy(() -> storage.rename(hdfsPath(uri("/sets/from")), hdfsPath(uri("/sets/to"))))
        .hasMessageStartingWith("Cannot rename " + uri("/sets/from"));
    assertThat(storage.rename(hdfsPath(uri("/sets/absent")), hdfsPath(uri("/sets/x")))).isFalse();
    assertThat(names("/sets/to")).containsExactly("full");
    // Killed between the two renames of a publication.
    hdfs.rename(hdfsPath("/runs/one/data"), hdfsPath("/runs/one/.data.replaced"));
    OutputFolder.recover(storage, hdfsPath(uri("/runs/one/data")), DATA_SET);
    assertThat(names("/runs/one/data")).contains("dataset.json");
    assertThat(names("/runs/one")).noneMatch(name -> name.startsWith("."));
  }

  @Test
  void aDataNodeThatIsLostChangesNothing() throws IOException {
    TinyTraining training = TinyTraining.made();
    // There is no third DataNode to take the lost one's place.
    TrainVae job =
        new TrainVae(
            folder,
            List.of(
                "--master",
                "local[2]",
                "--conf",
                "spark.hadoop.dfs.client.block.write.replace-datanode-on-failure.policy=NEVER"),
            Map.of());
    LoggedProcess driver = job.start(training.options(uri("/runs/one/data"), uri("/lost/run")));
    driver.awaitOutput(TinyTraining.UNDER_WAY, PATIENCE);
    server.killDataNode();
    try {
      assertThat(driver.awaitEnd(PATIENCE)).as(driver.out() + driver.err()).isZero();
      training.assertSame(text("/lost/run/summary.json"));
      // Reads files that are on both DataNodes.
      SubmitResult result =
          job.run("evaluate", "--run", uri("/lost/run"), "--data", uri("/runs/one/data"));
      assertThat(result.exitCode()).as(result.toString()).isZero();
    } finally {
      server.startDataNode();
    }
  }

  @Test
  void aFolderOfSomeoneElseIsToldAtOnce() throws IOException {
    hdfs.mkdirs(hdfsPath("/private"));
    hdfs.setPermission(hdfsPath("/private"), new FsPermission((short) 0755));
    assertRefused(
        4,
        "Cannot write into " + uri("/private/run") + ": no permission",
        trainVae(Map.of("HADOOP_USER_NAME", "stranger")),
        "run",
        "--run",
        uri("/private/run"));
  }

  @Test
  void aMissingDataSetIsToldAtOnce() {
    assertRefused(
        3,
        "Cannot read " + uri("/absent") + ": no such file or folder",
        trainVae(Map.of()),
        "train",
        "--data",
        uri("/absent"));
  }

  @Test
  void anUnreachableNameNodeIsToldAtOnce() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    String nowhere = "hdfs://127.0.0.1:" + port + "/data";
    assertRefused(
        4,
        "Cannot read " + nowhere + ": the storage cannot be reached",
        trainVae(Map.of()),
        "train",
        "--data",
        nowhere);
  }

  private static void assertRefused(int code, String message, TrainVae job, String... words) {
    SubmitResult result = job.run(Duration.ofSeconds(100), words);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(code);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr().lines().filter(line -> line.startsWith("Cannot ")))
        .as(result.toString())
        .singleElement()
        .asString()
        .startsWith(message);
  }

  private static String text(String path) throws IOException {
    try (InputStream in = hdfs.open(hdfsPath(path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> names(String path) throws IOException {
    return Arrays.stream(hdfs.listStatus(hdfsPath(path)))
        .map(FileStatus::getPath)
        .map(org.apache.hadoop.fs.Path::getName)
        .toList();
  }
}
