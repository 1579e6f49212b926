package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A run with a secret in every place that has one, and a search in all that comes out of it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class SecretsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** The name of each secret; its value is derived from it. */
  private static final List<String> SETTINGS =
      List.of(
          "spark.hadoop.fs.s3a.secret.key",
          "spark.hadoop.fs.s3a.access.key",
          "spark.hadoop.fs.s3a.session.token",
          "spark.hadoop.fs.s3a.encryption.key",
          "spark.hadoop.fs.azure.account.key.x.blob.core.windows.net",
          "spark.hadoop.javax.jdo.option.ConnectionPassword",
          "spark.executorEnv.AWS_SECRET_ACCESS_KEY",
          "spark.ssl.keyStorePassword");

  private static final List<String> VARIABLES =
      List.of("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "MLFLOW_TRACKING_PASSWORD");

  @TempDir static Path folder;
  private static final TrackingServer TRACKING = new TrackingServer();
  private static final Map<String, String> PAGES = new LinkedHashMap<>();
  private static LoggedProcess job;

  private static String secretOf(String name) {
    return "pl4nt3d" + Integer.toHexString(name.hashCode()) + "Xy";
  }

  @BeforeAll
  static void run() throws Exception {
    Files.createDirectories(folder.resolve("events"));
    int port = freePort();
    job = launch(port);
    String spark = "http://127.0.0.1:" + port;
    String id =
        awaitPage(spark + "/api/v1/applications", "\"id\"")
            .replaceAll("(?s).*\"id\" : \"([^\"]+)\".*", "$1");
    for (String page :
        List.of(
            "/environment/",
            "/api/v1/applications/" + id + "/environment",
            "/api/v1/applications/" + id + "/jobs",
            "/jobs/",
            "/stages/",
            "/executors/")) {
      PAGES.put(page, awaitPage(spark + page, ""));
    }
    assertThat(job.awaitEnd(PATIENCE)).as(job.out() + job.err()).isZero();
  }

  @AfterAll
  static void stop() {
    TRACKING.close();
    if (job != null) {
      job.kill();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static LoggedProcess launch(int port) {
    List<String> command = new ArrayList<>();
    command.add(ProjectFiles.launcher().toString());
    command.addAll(List.of("--master", "local[2]", "--driver-memory", "1g", "--verbose"));
    Map<String, String> conf = new LinkedHashMap<>();
    SETTINGS.forEach(name -> conf.put(name, secretOf(name)));
    conf.put("spark.ui.port", String.valueOf(port));
    conf.put("spark.port.maxRetries", "0");
    conf.put("spark.eventLog.enabled", "true");
    conf.put("spark.eventLog.dir", folder.resolve("events").toUri().toString());
    conf.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("run", "--debug", "--source", "synthetic", "--limit", "1000"));
    command.addAll(List.of("--epochs", "12", "--workers", "2", "--averaging-frequency", "1"));
    command.addAll(List.of("--run", folder.resolve("run").toString()));
    Map<String, String> environment = new HashMap<>();
    VARIABLES.forEach(name -> environment.put(name, secretOf(name)));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put(
        "MLFLOW_TRACKING_URI",
        TRACKING.uri().replace("://", "://someone:" + secretOf("uri") + "@"));
    environment.put("MLFLOW_TRACKING_USERNAME", "someone");
    return LoggedProcess.start("secrets", command, environment, folder, folder);
  }

  private static String awaitPage(String address, String text) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && job.handle().isAlive()) {
      try {
        HttpResponse<String> answer =
            HTTP.send(
                HttpRequest.newBuilder(URI.create(address)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200 && answer.body().contains(text)) {
          return answer.body();
        }
      } catch (IOException notYet) {
        // Spark's web server is not up yet.
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
      LoggedProcess.pause(Duration.ofMillis(50));
    }
    throw new IllegalStateException("no page at " + address + "\n" + job.out() + job.err());
  }

  private static void assertNoSecretIn(String what, String text) {
    Stream.of(SETTINGS, VARIABLES, List.of("uri"))
        .flatMap(List::stream)
        .forEach(
            name -> assertThat(text.contains(secretOf(name))).as(name + " in " + what).isFalse());
  }

  @Test
  void notInWhatIsPrinted() {
    assertThat(job.err()).contains("fs.s3a.secret.key");
    assertNoSecretIn("standard output", job.out());
    assertNoSecretIn("standard error", job.err());
  }

  @Test
  void notInSparksPages() {
    assertThat(PAGES.get("/environment/")).contains("fs.s3a.encryption.key", "(redacted)");
    PAGES.forEach(SecretsIT::assertNoSecretIn);
  }

  @Test
  void notInAnyFile() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(Files::isRegularFile).toList();
      assertThat(all)
          .extracting(file -> file.getFileName().toString())
          .contains("config.yaml", "provenance.json", "report.html", "mlflow.json", "summary.json")
          .anyMatch(name -> name.startsWith("local-"));
      for (Path file : all) {
        assertNoSecretIn(
            file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
  }

  /** Its own password goes there and nowhere else, as a header. */
  @Test
  void notInWhatTheTrackingServerIsTold() {
    assertThat(TRACKING.requests()).isNotEmpty();
    TRACKING
        .requests()
        .forEach(request -> assertNoSecretIn(request.path(), request.path() + request.body()));
  }
}
