package io.trainvae.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of the job jar while it is watched: by its Prometheus page and JMX, by a browser with the
 * report open, by a tracking server; and afterwards by Spark's history server.
 */
final class WatchingIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

  @TempDir static Path folder;
  private static final TrackingServer TRACKING = new TrackingServer();
  private static final List<String> STATUSES = new ArrayList<>();
  private static final List<String> COMPLAINTS = new ArrayList<>();
  private static Map<String, Double> prometheus;
  private static Set<String> beans;
  private static double beanValue;
  private static LoggedProcess job;

  @BeforeAll
  static void watchARun() throws Exception {
    Files.createDirectories(folder.resolve("events"));
    int port = freePort();
    job = launch(port, "a");
    prometheus = awaitPrometheus("http://127.0.0.1:" + port + "/metrics/prometheus");
    readJmx(job.handle().pid());
    if (HeadlessBrowser.program().isPresent()) {
      followReport();
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

  private static LoggedProcess launch(int port, String run) {
    List<String> command = new ArrayList<>();
    command.add(ProjectFiles.launcher().toString());
    command.addAll(List.of("--master", "local[2]", "--driver-memory", "1g"));
    Map<String, String> conf =
        Map.of(
            "spark.ui.port", String.valueOf(port),
            "spark.port.maxRetries", "0",
            "spark.metrics.namespace", "train-vae",
            "spark.metrics.conf.*.sink.prometheusServlet.class",
                "org.apache.spark.metrics.sink.PrometheusServlet",
            "spark.metrics.conf.*.sink.prometheusServlet.path", "/metrics/prometheus",
            "spark.metrics.conf.*.sink.jmx.class", "org.apache.spark.metrics.sink.JmxSink",
            "spark.eventLog.enabled", "true",
            "spark.eventLog.dir", folder.resolve("events").toUri().toString());
    conf.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.addAll(List.of("run", "--source", "synthetic", "--limit", "2000"));
    command.addAll(List.of("--epochs", "18", "--workers", "2", "--averaging-frequency", "1"));
    command.addAll(List.of("--run", folder.resolve(run).toString()));
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("SPARK_LOCAL_IP", "127.0.0.1");
    environment.put("MLFLOW_TRACKING_URI", TRACKING.uri());
    return LoggedProcess.start(run, command, environment, folder, folder);
  }

  /** The figures of the training by name, once there are some. */
  private static Map<String, Double> awaitPrometheus(String address) {
    Pattern line =
        Pattern.compile("(?m)^metrics_train_vae_driver_train_vae_(\\w+?)\\{[^}]*} (\\S+)$");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end && job.handle().isAlive()) {
      Map<String, Double> figures = new HashMap<>();
      Matcher matcher = line.matcher(body(address).orElse(""));
      while (matcher.find()) {
        figures.put(matcher.group(1), Double.valueOf(matcher.group(2)));
      }
      if (!figures.getOrDefault("epoch_neg_elbo_Value", Double.NaN).isNaN()) {
        return figures;
      }
      LoggedProcess.pause(Duration.ofMillis(100));
    }
    throw new IllegalStateException("no figures at " + address + "\n" + job.out() + job.err());
  }

  private static Optional<String> body(String address) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
      HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("BanJNDI") // to a process of our own
  private static void readJmx(long pid) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(String.valueOf(pid));
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
      var server = connector.getMBeanServerConnection();
      beans = new TreeSet<>();
      for (ObjectName name :
          server.queryNames(new ObjectName("metrics:name=*.driver.train-vae.*,*"), null)) {
        beans.add(name.getKeyProperty("name"));
      }
      Set<ObjectName> elbo =
          server.queryNames(new ObjectName("metrics:name=*.train-vae.epoch_neg_elbo,*"), null);
      beanValue = (Double) server.getAttribute(elbo.iterator().next(), "Value");
    } finally {
      machine.detach();
    }
  }

  private static HeadlessBrowser browser(String profile) {
    Optional<Path> program = HeadlessBrowser.program();
    assumeTrue(
        program.isPresent(), "SKIPPED: no Chromium on this machine, so no page was looked at");
    return HeadlessBrowser.start(program.get(), folder.resolve(profile));
  }

  /** Opens the report during a training, and follows it until the end. */
  private static void followReport() {
    try (HeadlessBrowser browser = browser("follower")) {
      browser.open(folder.resolve("a/report.html").toUri());
      for (int look = 0; look < 100 && !STATUSES.contains("complete"); look++) {
        String status = browser.evaluate("document.querySelector('.chip').textContent").asText();
        if (!STATUSES.contains(status)) {
          STATUSES.add(status);
        }
        COMPLAINTS.addAll(browser.complaints());
        if (!status.equals("complete")) {
          browser.awaitReload();
        }
      }
    }
  }

  private static String page(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void prometheusSeesTheTraining() {
    assertThat(prometheus)
        .containsKeys("round_Value", "images_per_second_Value", "rounds_Count", "rounds_Mean")
        .containsEntry("epochs_Value", 18.0)
        .containsEntry("workers_Value", 2.0);
    assertThat(prometheus.get("epoch_neg_elbo_Value")).isBetween(50.0, 550.0);
    assertThat(prometheus.get("epoch_neg_elbo_Value"))
        .isEqualTo(prometheus.get("epoch_reconstruction_Value") + prometheus.get("epoch_kl_Value"));
    assertThat(prometheus.get("rounds_Count")).isGreaterThanOrEqualTo(8);
  }

  @Test
  void jmxSeesTheTraining() {
    assertThat(beans)
        .contains(
            "train-vae.driver.train-vae.neg_elbo",
            "train-vae.driver.train-vae.images_per_second",
            "train-vae.driver.train-vae.rounds");
    assertThat(beanValue).isBetween(50.0, 550.0);
  }

  @Test
  void anOpenReportFollowsTheRunToItsEnd() {
    browser("unused").close();
    assertThat(STATUSES)
        .filteredOn(status -> status.startsWith("training, epoch "))
        .hasSizeGreaterThan(1);
    assertThat(STATUSES).last().isEqualTo("complete");
    assertThat(COMPLAINTS).isEmpty();
  }

  @Test
  void pagesOpenInABrowserWithAllTheirPictures() throws IOException {
    SubmitResult compared = compare();
    assertThat(compared.exitCode()).as(compared.toString()).isZero();
    try (HeadlessBrowser browser = browser("looker")) {
      for (String name : List.of("a/report.html", "compare.html")) {
        for (boolean dark : List.of(false, true)) {
          browser.window(1280, 900, dark);
          browser.open(folder.resolve(name).toUri());
          assertThat(browser.complaints()).as(name).isEmpty();
          assertThat(browser.requests()).as(name).hasSize(1);
          assertThat(browser.evaluate("document.images.length").asInt()).as(name).isGreaterThan(5);
          assertThat(
                  browser
                      .evaluate(
                          "[...document.images].filter(i => !i.complete || i.naturalWidth < 100)"
                              + ".map(i => i.alt).join()")
                      .asText())
              .as(name)
              .isEmpty();
          JsonNode paper =
              browser.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)[0]");
          assertThat(paper.asInt())
              .as(name + ", dark: " + dark)
              .isBetween(dark ? 0 : 200, dark ? 60 : 255);
        }
        browser.window(400, 800, false);
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
            .as(name + " on a telephone")
            .isLessThanOrEqualTo(400);
      }
    }
  }

  private static SubmitResult compare() throws IOException {
    Path copy = folder.resolve("b");
    SubmitResult copied = run(List.of("cp", "-r", folder.resolve("a").toString(), copy.toString()));
    assertThat(copied.exitCode()).isZero();
    return run(
        List.of(
            ProjectFiles.launcher().toString(),
            "compare",
            folder.resolve("a").toString(),
            copy.toString(),
            "--output",
            folder.resolve("compare.html").toString()));
  }

  private static SubmitResult run(List<String> command) {
    LoggedProcess process =
        LoggedProcess.start(
            "command",
            command,
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            folder,
            folder);
    return new SubmitResult(process.awaitEnd(PATIENCE), process.out(), process.err(), folder);
  }

  @Test
  void theTrackingServerWasToldEverything() throws IOException {
    assertThat(TRACKING.sent("runs/create").get(0).path("run_name").asText()).isEqualTo("a");
    List<JsonNode> batches = TRACKING.sent("runs/log-batch");
    assertThat(batches.stream().filter(batch -> batch.toString().contains("train/neg_elbo")))
        .hasSize(18);
    JsonNode summary = new ObjectMapper().readTree(page("a/summary.json"));
    assertThat(batches.get(batches.size() - 1).findValuesAsText("value"))
        .contains(summary.path("test").path("neg_elbo").asText());
    assertThat(TRACKING.sent("runs/update").get(0).path("status").asText()).isEqualTo("FINISHED");
    assertThat(job.err()).doesNotContain("Not tracked");
  }

  @Test
  void theHistoryServerTellsWhatEachJobDid() throws IOException {
    int port = freePort();
    SparkHome spark = SparkHome.find();
    Path conf = ProjectFiles.root().resolve("conf");
    List<String> options =
        List.of(
            "-Xmx512m",
            "-Dspark.history.ui.port=" + port,
            "-Dspark.history.fs.logDirectory=" + folder.resolve("events").toUri());
    LoggedProcess server =
        LoggedProcess.start(
            "history",
            spark.java(conf, options, "org.apache.spark.deploy.history.HistoryServer"),
            spark.environment(conf),
            folder,
            folder);
    try {
      String jobs = awaitJobs("http://127.0.0.1:" + port + "/api/v1/applications");
      assertThat(jobs)
          .contains(
              "\"train epoch 1/18 from round 1/",
              "\"distribute the images to the workers\"",
              "\"evaluate the test split\"",
              "\"encode the train split\"",
              "\"draw pictures\"");
    } finally {
      server.kill();
    }
  }

  private static String awaitJobs(String applications) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      JsonNode list = new ObjectMapper().readTree(body(applications).orElse("[]"));
      if (!list.isEmpty()) {
        return body(applications + "/" + list.get(0).path("id").asText() + "/jobs").orElse("");
      }
      LoggedProcess.pause(Duration.ofMillis(200));
    }
    throw new IllegalStateException("the history server shows no application");
  }
}
