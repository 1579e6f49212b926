package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainvae.testing.LocalSpark;
import io.trainvae.testing.TrackingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A test figure shows its number and set of images wherever it appears, and is never marked best
 * against figures of other images. Uses the real command line on real Spark.
 */
@Tag("long")
class LimitedEvaluationTest {
  private static final String[] SMALL = {
    "--set=model.encoder=[]", "--set=model.decoder=[]", "--set=model.latent=2", "--workers=1"
  };

  @TempDir static Path shared;
  @TempDir Path folder;
  private Path run;

  @BeforeAll
  static void twoRunsAndAnotherDataSet() {
    ingest("data", "--limit=40");
    ingest("others", "--limit=40", "--data-seed=7");
    run("a", "--seed=0");
    run("b", "--seed=1");
  }

  private static void ingest(String name, String... more) {
    TestedCommand.of(
            all(new String[] {"ingest", "--size=4x4", "--output=" + shared.resolve(name)}, more))
        .assertDone();
  }

  private static void run(String name, String... more) {
    String[] args = {
      "run", "--epochs=2", "--data=" + shared.resolve("data"), "--run=" + shared.resolve(name)
    };
    TestedCommand.of(all(args, all(SMALL, more))).assertDone();
  }

  private static String[] all(String[] first, String[] more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  @BeforeEach
  void copy() throws IOException {
    run = folder.resolve("a");
    FileUtils.copyDirectory(shared.resolve("a").toFile(), run.toFile());
  }

  private TestedCommand evaluate(String... more) {
    return TestedCommand.of(all(new String[] {"evaluate", "--run=" + run}, more)).assertDone();
  }

  private static JsonNode test(Path of) throws IOException {
    return new ObjectMapper().readTree(of.resolve("summary.json").toFile()).path("test");
  }

  private String report() throws IOException {
    TestedCommand.of("decode", "--run=" + run).assertDone();
    return Files.readString(run.resolve("report.html"));
  }

  private Map<String, Double> testMetrics() {
    return LocalSpark.session()
        .read()
        .parquet(run.resolve("metrics").toString())
        .where("split = 'test' and round = 0")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getAs("metric"), row -> ((Row) row).getAs("value")));
  }

  private String compared(TestedCommand[] said) throws IOException {
    Path page = folder.resolve("compare.html");
    String[] args = {"compare", run.toString(), shared.resolve("b").toString(), "--output=" + page};
    said[0] = TestedCommand.of(args).assertDone();
    return Files.readString(page);
  }

  @Test
  void theWholeSplitIsSaidToBeWhole() throws IOException {
    TestedCommand done = evaluate();

    assertThat(test(run).path("images").asInt()).isEqualTo(40);
    assertThat(done.out()).containsPattern("test -ELBO .* nats per image, 40 images\n");
    assertThat(testMetrics()).containsEntry("images", 40.0);
    assertThat(report())
        .contains("nats per image, 40 images")
        .doesNotContain("first 4", "evaluation on the");
    TestedCommand[] said = new TestedCommand[1];
    assertThat(compared(said)).contains("title=\"best\"");
    assertThat(said[0].err()).isEmpty();
  }

  @Test
  void thePartIsSaidEverywhereAndWinsNothing() throws IOException {
    TestedCommand done = evaluate("--limit=5");

    assertThat(test(run).path("images").asInt()).isEqualTo(5);
    assertThat(done.out()).containsPattern("test -ELBO .* nats per image, first 5 of 40 images\n");
    assertThat(testMetrics()).containsEntry("images", 5.0);
    assertThat(
            testMetrics().entrySet().stream()
                .filter(row -> row.getKey().startsWith("images/class="))
                .mapToDouble(Map.Entry::getValue)
                .sum())
        .isEqualTo(5);
    assertThat(report())
        .contains("nats per image, first 5 of 40 images")
        .contains("The test figures are of the first 5 of 40 images, not of the whole test split")
        .contains("The evaluation on the first 5 of 40 images is not among them");
    TestedCommand[] said = new TestedCommand[1];
    String page = compared(said);
    assertThat(page)
        .contains("the number of test images (a: first 5 of 40 images, b: 40 images)")
        .contains("<th>Test images</th><td>first 5 of 40</td><td>40</td>");
    assertThat(row(page, "Test \u2212ELBO")).doesNotContain("best");
    assertThat(row(page, "Training \u2212ELBO")).contains("best");
    assertThat(said[0].err()).contains("differ in the number of test images");
    assertThat(said[0].out()).contains("first 5 of 40 images");
  }

  private static String row(String page, String name) {
    return page.lines()
        .filter(line -> line.contains("<th>" + name + "</th>"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void moreThanThereIsIsTheWhole() throws IOException {
    evaluate("--limit=1000");
    assertThat(test(run).path("images").asInt()).isEqualTo(40);
    assertThat(report()).doesNotContain("first 40");
  }

  @Test
  void aPartIsNotTakenForAnEvaluationThatIsDone() throws IOException {
    evaluate("--limit=5");
    TestedCommand resumed =
        TestedCommand.of(
                all(
                    new String[] {
                      "run",
                      "--epochs=2",
                      "--resume",
                      "--run=" + run,
                      "--data=" + shared.resolve("data")
                    },
                    SMALL))
            .assertDone();

    assertThat(resumed.err()).contains("Trained already").doesNotContain("Evaluated already");
    assertThat(test(run).path("images").asInt()).isEqualTo(40);
  }

  @Test
  void figuresOfAnotherDataSetBearItsName() throws IOException {
    TestedCommand done = evaluate("--data=" + shared.resolve("others"));

    assertThat(test(run).path("dataset").asText()).isEqualTo("synthetic-seed-7");
    assertThat(done.out()).contains("40 images of synthetic-seed-7");
    assertThat(report()).contains("40 images of synthetic-seed-7");
    TestedCommand[] said = new TestedCommand[1];
    String page = compared(said);
    assertThat(row(page, "Test \u2212ELBO")).doesNotContain("best");
    assertThat(said[0].err()).contains("differ in the images that they were tested on");
  }

  @Test
  void mlflowIsToldAPartUnderANameOfItsOwn() {
    try (TrackingServer server = new TrackingServer()) {
      Map<String, String> environment = Map.of("MLFLOW_TRACKING_URI", server.uri());
      String[] train = {
        "train",
        "--epochs=1",
        "--data=" + shared.resolve("data"),
        "--run=" + folder.resolve("tracked")
      };
      tracked(environment, all(train, SMALL));
      tracked(environment, "evaluate", "--run=" + folder.resolve("tracked"));
      tracked(environment, "evaluate", "--run=" + folder.resolve("tracked"), "--limit=5");
      List<JsonNode> batches = server.sent("runs/log-batch");
      JsonNode whole = batches.get(batches.size() - 2).path("metrics");
      JsonNode part = batches.get(batches.size() - 1).path("metrics");

      assertThat(whole.findValuesAsText("key")).contains("test/neg_elbo", "test/images");
      assertThat(part.findValuesAsText("key"))
          .contains("test-first-5/neg_elbo", "test-first-5/images")
          .allMatch(key -> key.startsWith("test-first-5/"));
    }
  }

  private static void tracked(Map<String, String> environment, String... args) {
    TestedCommand.on(LocalSpark.session(), environment, args).assertDone();
  }
}
