package io.trainvae.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.testing.SubmitResult;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The cluster of {@code deploy/standalone}, from its start to its end. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the cluster is started by a bash script")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterScriptIT {
  private static final int LAST = Integer.MAX_VALUE;

  @TempDir static Path folder;
  private static Reference reference;
  private static ClusterScript cluster;

  @BeforeAll
  static void start() throws IOException {
    reference = Reference.made();
    cluster = ClusterScript.start("--memory", "3g");
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  @Test
  void itsDriverMayRunHereWithWorkersOfTwoThreads() throws IOException {
    runsTheSame("client", "client", "--threads", "2");
    JsonNode train =
        new ObjectMapper()
            .readTree(folder.toRealPath().resolve("client/summary.json").toFile())
            .path("train");
    assertThat(train.path("threads").asInt()).isEqualTo(2);
  }

  @Test
  void itsDriverMayRunOnAWorker() throws IOException {
    runsTheSame("cluster", "cluster");
    assertThat(cluster.drivers("stdout")).contains("report ", "test -ELBO ");
  }

  private static void runsTheSame(String deployMode, String name, String... more)
      throws IOException {
    Path run = folder.toRealPath().resolve(name);
    List<String> words = new ArrayList<>(List.of(more));
    words.addAll(List.of("--source", reference.idx().toString(), "--run", run.toString()));
    SubmitResult result =
        cluster.submit(
            List.of("--deploy-mode", deployMode, "--executor-memory", "1g"),
            reference.options(words.toArray(String[]::new)));
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(run.resolve("_SUCCESS")).as(result + cluster.drivers("stderr")).exists();
    reference.assertSame(Files.readString(run.resolve("summary.json")));
  }

  @Test
  @Order(LAST - 2)
  void theHistoryServerShowsWhatRan() throws IOException {
    SubmitResult status = cluster.call("status");
    assertThat(status.stdout()).contains("workers  2");
    Matcher page = Pattern.compile("history +(\\S+)").matcher(status.stdout());
    assertThat(page.find()).isTrue();
    URI applications = URI.create(page.group(1) + "/api/v1/applications?status=completed");
    JsonNode shown = null;
    // It looks for new event logs from time to time.
    for (int i = 0; i < 600 && (shown == null || shown.size() < 2); i++) {
      pause();
      shown = new ObjectMapper().readTree(applications.toURL());
    }
    assertThat(shown).hasSize(2);
    assertOnlyTrainingTakesTwoCores(page.group(1) + "/api/v1/applications/", shown);
  }

  /** The application whose workers have two threads. */
  private static void assertOnlyTrainingTakesTwoCores(String applications, JsonNode shown)
      throws IOException {
    Map<String, Integer> cores = new TreeMap<>();
    for (JsonNode application : shown) {
      String url = applications + application.path("id").asText();
      Map<Integer, Integer> cpus = new TreeMap<>();
      for (JsonNode profile : read(url + "/environment").path("resourceProfiles")) {
        cpus.put(
            profile.path("id").asInt(),
            profile.path("taskResources").path("cpus").path("amount").asInt());
      }
      for (JsonNode stage : read(url + "/stages?status=complete")) {
        String what = stage.path("description").asText().replaceAll(" .*", "");
        cores.merge(what, cpus.get(stage.path("resourceProfileId").asInt()), Math::max);
      }
    }
    assertThat(cores).containsEntry("train", 2).containsEntry("distribute", 1);
    cores.remove("train");
    assertThat(cores.values()).containsOnly(1);
  }

  private static JsonNode read(String url) throws IOException {
    return new ObjectMapper().readTree(URI.create(url).toURL());
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Order(LAST - 1)
  void refusesToStartTwice() {
    SubmitResult again = cluster.call("start");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.stderr())
        .isEqualTo("cluster: a cluster runs already, see deploy/standalone/cluster status\n");
  }

  @Test
  @Order(LAST)
  void stopsWithoutATrace() {
    assertThat(cluster.processes()).hasSize(4);
    assertThat(cluster.call("stop").exitCode()).isZero();
    assertThat(cluster.processes()).isEmpty();
    SubmitResult status = cluster.call("status");
    assertThat(status.exitCode()).isEqualTo(1);
    assertThat(status.stderr()).startsWith("cluster: no cluster runs in " + cluster.folder());
    assertThat(cluster.call("submit").stderr()).startsWith("cluster: no cluster runs in ");
  }

  @Test
  void saysWhatItWasNotAskedRight() {
    assertUsage("expected start, submit, status or stop, got restart", "restart");
    assertUsage("unknown option --size: expected --workers, --cores,", "start", "--size", "3");
    assertUsage(
        "cannot use --memory much: expected a size such as 3g", "start", "--memory", "much");
    assertUsage("--workers wants a value, and none follows it", "start", "--workers");
  }

  private static void assertUsage(String message, String... words) {
    SubmitResult result = cluster.call(words);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).startsWith("cluster: " + message);
  }
}
