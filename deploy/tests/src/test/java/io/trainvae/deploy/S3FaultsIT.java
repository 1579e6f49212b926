package io.trainvae.deploy;

import static io.trainvae.deploy.S3Server.BUCKET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.testing.LoggedProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real S3 server that is killed in the middle of a job, and comes back, or does not. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class S3FaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration OUTAGE = Duration.ofSeconds(5);

  /** Waits 2 s for a server, instead of a minute. */
  private static final List<String> IMPATIENT =
      List.of(
          "--conf",
          "spark.hadoop.fs.s3a.attempts.maximum=1",
          "--conf",
          "spark.hadoop.fs.s3a.retry.interval=200ms",
          "--conf",
          "spark.hadoop.fs.s3a.retry.limit=2");

  @TempDir static Path folder;
  private static TinyTraining training;
  private static S3Server server;

  @BeforeAll
  static void startServer() throws IOException {
    training = TinyTraining.made();
    server = S3Server.start(folder.toRealPath());
    server.put(training.data(), "data");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static LoggedProcess start(List<String> settings, String... words) {
    return S3Server.client(folder, server.endpoint(), S3Server.SECRET_KEY, settings).start(words);
  }

  private static LoggedProcess train(String run, List<String> settings, String... more) {
    return start(settings, training.options(s3a("data"), s3a(run), more));
  }

  private static LoggedProcess ingest(List<String> settings) throws IOException {
    String source = Reference.made().idx().toString();
    return start(settings, "ingest", "--source", source, "--output", s3a("ingested"));
  }

  private static String s3a(String key) {
    return "s3a://" + BUCKET + "/" + key;
  }

  @Test
  void aTrainingWaitsForTheServer() throws IOException {
    LoggedProcess driver = train("waited", List.of());
    driver.awaitOutput(TinyTraining.UNDER_WAY, PATIENCE);
    outage();
    ended(driver, 0);
    assertLikeUndisturbed("waited");
  }

  @Test
  void aTrainingWhoseServerStaysAwayIsResumed() throws IOException {
    LoggedProcess driver = train("left", IMPATIENT);
    driver.awaitOutput(TinyTraining.UNDER_WAY, PATIENCE);
    server.kill();
    assertGivenUp(driver);
    server.restart();
    assertThat(server.object("left/summary.json")).doesNotExist();
    ended(train("left", List.of(), "--resume"), 0);
    assertLikeUndisturbed("left");
  }

  @Test
  void anIngestWhoseServerStaysAwayIsRepeatedAndWaitsForTheServer() throws IOException {
    LoggedProcess broken = ingest(IMPATIENT);
    awaitUpload();
    server.kill();
    assertGivenUp(broken);
    server.restart();
    assertThat(visible(server.object("ingested"))).isEmpty();

    LoggedProcess repeated = ingest(List.of());
    awaitUpload();
    outage();
    ended(repeated, 0);
    assertThat(visible(server.object("ingested")))
        .hasSize(3)
        .zipSatisfy(
            visible(training.data()),
            (met, calm) -> assertThat(withoutFooter(met)).isEqualTo(withoutFooter(calm)));
    assertThat(server.object("ingested/.lease.json")).doesNotExist();
    assertThat(server.uploads()).contains("Total 0 uploads found");
  }

  private static void outage() throws IOException {
    server.kill();
    pause(OUTAGE);
    server.restart();
  }

  private static void ended(LoggedProcess process, int exitCode) {
    int met = process.awaitEnd(PATIENCE);
    assertThat(met).as(process.out() + process.err()).isEqualTo(exitCode);
    assertThat(process.err()).doesNotContain("\tat ");
  }

  private static void assertGivenUp(LoggedProcess process) {
    ended(process, 4);
    assertThat(process.err().lines().filter(line -> line.startsWith("Cannot ")))
        .as(process.err())
        .singleElement()
        .asString()
        .contains(s3a(""), ": the storage cannot be reached (");
  }

  private static void assertLikeUndisturbed(String run) throws IOException {
    training.assertSame(Files.readString(server.object(run + "/summary.json")));
    assertThat(server.object(run + "/.lease.json")).doesNotExist();
    assertThat(server.uploads()).contains("Total 0 uploads found");
  }

  /**
   * Waits until the ingest has uploaded a file that is not visible yet, and that differs from
   * before.
   */
  private static void awaitUpload() throws IOException {
    Path growing = server.object("ingested");
    List<Path> before = files(growing);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (files(growing).stream()
        .noneMatch(file -> file.toString().endsWith(".pending") && !before.contains(file))) {
      assertThat(System.nanoTime()).as("still nothing in " + growing).isLessThan(end);
      pause(Duration.ofMillis(20));
    }
  }

  /** The names of the files that a reader would count as a data set. */
  private static List<Path> visible(Path root) throws IOException {
    return files(root).stream()
        .filter(file -> !root.relativize(file).toString().matches("(.*/)?([_.]).*"))
        .sorted()
        .toList();
  }

  /** The content of a file; the footer of its own Parquet contains lists without a fixed order. */
  private static byte[] withoutFooter(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!file.toString().endsWith(".parquet")) {
      return withoutNamesOfFiles(bytes);
    }
    int end = bytes.length - 2 * Integer.BYTES;
    int footer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
    return Arrays.copyOf(bytes, end - footer);
  }

  /** On S3 {@code dataset.json} lists its files, whose names are random. */
  private static byte[] withoutNamesOfFiles(byte[] json) {
    try {
      ObjectNode tree = (ObjectNode) new ObjectMapper().readTree(json);
      return tree.without("files").toString().getBytes(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path root) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException changing) {
      return List.of();
    }
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
