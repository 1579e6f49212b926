package io.trainvae.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainvae.notebooks.NoteFile.Paragraph;
import io.trainvae.notebooks.SparkShell.Outcome;
import io.trainvae.notebooks.SparkShell.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.zeppelin.display.GUI;
import org.apache.zeppelin.interpreter.InterpreterResult.Type;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Every paragraph of every note, in Spark's shell, on real runs. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class NotesIT {
  private static final String SETTING = "spark.trainvae.runs";

  private static final String BEST_FIRST =
      "The runs, best first if their test losses are comparable";

  static final String PROBLEM = "io.trainvae.notes.NoteProblem: ";

  @TempDir static Path folder;
  private static TrainedRuns runs;
  @TempDir Path classes;

  @BeforeAll
  static void train() throws IOException {
    runs = TrainedRuns.make(Files.createDirectory(folder.resolve("runs")));
  }

  @Test
  void inspectsTheNewestRunOfTheFolderInTheSettings() throws IOException {
    NoteRun note = run("inspect-a-run", Map.of(SETTING, runs.folder().toString()), Map.of());
    assertThat(note.forms())
        .containsEntry("folder", runs.folder().toString())
        .containsEntry("run", "file:" + runs.last());
    String figures = note.titled("Which run?").text();
    assertThat(figures)
        .contains("<h3>last</h3>", "synthetic: 300 to train, 300 to test")
        .contains("Other runs beside it: first.");
    assertThat(table(note, "Training loss by epoch").rows()).hasSize(3);
    assertThat(note.titled("Test figures").text())
        .containsPattern("neg_elbo</td><td[^>]*>\\d+\\.\\d{3}<");
    String scores = note.titled("Anomaly scores of each class, test images").text();
    assertThat(scores.split("<tr>")).hasSize(1 + 1 + 10);
  }

  @Test
  void showsTheRunThatWasChosenAmongThoseOfTheFolder() throws IOException {
    NoteRun note =
        run(
            "inspect-a-run",
            Map.of(SETTING, runs.folder().toString()),
            Map.of("run", "file:" + runs.first()));
    assertThat(note.titled("Which run?").text())
        .contains("<h3>first</h3>", "Other runs beside it: last.");
  }

  /** All notes share one shell, as by default in Zeppelin, and each shows its own runs. */
  @Test
  void twoNotesInOneShellDoNotMeet() {
    try (SparkShell shell = new SparkShell(classes, Map.of())) {
      NoteFile inspect = NoteFile.named("inspect-a-run");
      NoteRun alone = NoteRun.of(inspect, shell, Map.of("folder", runs.first().toString()));
      NoteRun.of(
          NoteFile.named("compare-runs"), shell, Map.of("folders", runs.folder().toString()));
      NoteRun.of(
          NoteFile.named("explore-the-latent-space"),
          shell,
          Map.of("folder", runs.last().toString()));
      NoteRun again = NoteRun.afterTheFirst(inspect, shell);
      assertThat(again.sql()).hasSameSizeAs(alone.sql()).isNotEmpty();
      again
          .sql()
          .forEach((paragraph, table) -> assertThat(table).isEqualTo(alone.sql().get(paragraph)));
      again
          .spark()
          .forEach(
              (paragraph, outcome) ->
                  assertThat(html(outcome)).isEqualTo(html(alone.spark().get(paragraph))));
      NoteRun compared = NoteRun.afterTheFirst(NoteFile.named("compare-runs"), shell);
      assertThat(table(compared, "Training loss by epoch").rows()).hasSize(3);
    }
  }

  @Test
  void aRunThatIsNotEvaluatedIsSaidInALine() throws IOException {
    Path trained = folder.resolve("trained");
    copy(runs.last(), trained);
    Path summary = trained.resolve("summary.json");
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(summary.toFile());
    json.putNull("test");
    Files.writeString(summary, json.toString());
    Files.delete(trained.resolve("_SUCCESS"));
    Files.delete(trained.resolve("metrics/test.parquet"));
    delete(trained.resolve("images"));
    try (SparkShell shell = new SparkShell(classes, Map.of())) {
      NoteRun inspected =
          NoteRun.of(NoteFile.named("inspect-a-run"), shell, Map.of("folder", trained.toString()));
      assertThat(inspected.titled("Which run?").text())
          .contains("This run has no test figures yet: train-vae evaluate --run file:" + trained);
      assertThat(inspected.titled("Samples from the prior").text())
          .contains("samples.png was not drawn: train-vae decode --run");
      String both = trained + "," + runs.first();
      NoteRun compared = NoteRun.of(NoteFile.named("compare-runs"), shell, Map.of("folders", both));
      assertThat(rows(compared, BEST_FIRST))
          .satisfiesExactlyInAnyOrder(
              row -> assertThat(row).startsWith("last|not computed|"),
              row -> assertThat(row).containsPattern("^first\\|\\d+\\.\\d\\d\\|"));
    }
  }

  @Test
  void exploresARunThatIsNotEncodedYet() throws IOException {
    Path encoded = runs.first().resolve("encoded");
    delete(encoded);
    NoteRun note =
        run(
            "explore-the-latent-space",
            Map.of(),
            Map.of("folder", runs.first().toUri().toString(), "image", "7"));
    assertThat(note.titled("Encode, if that is not done yet").text())
        .contains("600 images, encoded now, in file:" + encoded);
    assertThat(encoded.resolve("_SUCCESS")).exists();
    assertThat(note.forms()).containsKeys("folder", "run", "x", "y", "image", "from", "to");
    // An image is the nearest neighbour of itself.
    assertThat(note.titled("Nearest neighbours of a test image").text())
        .containsPattern("<figcaption>7: class \\d, 0[.,]00</figcaption>");
  }

  @Test
  void comparesTheRunsOfAFolder() throws IOException {
    NoteRun note = run("compare-runs", Map.of(), Map.of("folders", runs.folder().toString()));
    assertThat(rows(note, BEST_FIRST)).extracting(NotesIT::name).containsExactly("first", "last");
    assertThat(note.titled("Training loss by seconds of training").text())
        .contains("<title>first, epoch 2: ", "<title>last, epoch 1: ");
    assertThat(table(note, "Training loss by epoch").rows()).hasSize(3);
    String differing = note.titled("Differences between their configurations").text();
    assertThat(differing.substring(0, differing.indexOf("<!--")))
        .contains("train.epochs", "train.seed", "train.workers")
        .doesNotContain("optimiser");
  }

  @Test
  void comparesRunsThatAreNamedOneByOne() throws IOException {
    String both = runs.last() + ", " + runs.first().toUri();
    NoteRun note = run("compare-runs", Map.of(), Map.of("folders", both));
    assertThat(rows(note, BEST_FIRST)).hasSize(2);
  }

  @Test
  void ranksNoFigureOfAPartOfTheTestImages() throws IOException {
    Path part = folder.resolve("part");
    copy(runs.last(), part);
    Path summary = part.resolve("summary.json");
    Files.writeString(
        summary,
        Files.readString(summary)
            .replace("\"images\" : 300", "\"images\" : 50")
            .replaceFirst("(\"test\" : \\{\\s+\"neg_elbo\" : )[0-9.]+", "$11.0"));
    NoteRun note =
        run("compare-runs", Map.of(), Map.of("folders", runs.first().toUri() + ", " + part));
    assertThat(note.titled("Which runs?").text())
        .contains("These runs differ in the number of test images (first: 300 images, ")
        .contains("first 50 of 300 images");
    assertThat(rows(note, BEST_FIRST))
        .as("by name, although the second has the lower loss")
        .extracting(row -> row.split("\\|")[5])
        .containsExactly("300 images", "first 50 of 300 images");
  }

  @Test
  void failsWhereThereIsNoRun() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    try (SparkShell shell = new SparkShell(classes, Map.of())) {
      for (NoteFile note : NoteFile.ofRuns()) {
        boolean several = note.name().equals("compare-runs");
        String form = several ? "folders" : "folder";
        String failed = "Paragraph \"Which run%s?\" failed: ".formatted(several ? "s" : "");
        assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of(form, nowhere.toString())))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining(failed + PROBLEM)
            .hasMessageContaining("file:" + nowhere)
            .satisfies(NotesIT::isOneLine);
        assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of(form, empty.toString())))
            .hasMessageContaining(
                failed
                    + PROBLEM
                    + "Cannot use file:"
                    + empty
                    + " as a trained run: it has no config.yaml")
            .satisfies(NotesIT::isOneLine);
      }
    }
  }

  @Test
  void failsOnAFormThatMakesNoSense() {
    NoteFile note = NoteFile.named("explore-the-latent-space");
    String run = runs.last().toString();
    try (SparkShell shell = new SparkShell(classes, Map.of())) {
      assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of("folder", run, "x", "20")))
          .hasMessageContaining(PROBLEM + "x is 20, expected a latent dimension from 0 to 19")
          .satisfies(NotesIT::isOneLine);
      assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of("folder", run, "image", "300")))
          .hasMessageContaining("image is 300, expected the index of a test image");
    }
  }

  @Test
  void theShellTellsWhenAParagraphFails() {
    try (SparkShell shell = new SparkShell(classes, Map.of())) {
      assertThat(shell.run("val number = 6 * 7\nprintln(number)", new GUI()).success()).isTrue();
      Outcome wrong = shell.run("val number: Int = \"seven\"", new GUI());
      assertThat(wrong.success()).isFalse();
      assertThat(wrong.text()).contains("type mismatch");
      Outcome thrown = shell.run("println(1)\nsys.error(\"broken\")", new GUI());
      assertThat(thrown.success()).isFalse();
      assertThat(thrown.text()).contains("RuntimeException: broken");
      assertThatThrownBy(() -> shell.sql("select * from nothing"))
          .hasMessageContaining("TABLE_OR_VIEW_NOT_FOUND");
    }
  }

  private NoteRun run(String name, Map<String, String> settings, Map<String, Object> values)
      throws IOException {
    return run(name, Files.createTempDirectory(classes, "shell"), settings, values);
  }

  /**
   * Runs a note in a separate shell, and checks all its output.
   *
   * @param classes an empty folder for the classes that the shell compiles
   */
  static NoteRun run(
      String name, Path classes, Map<String, String> settings, Map<String, Object> values)
      throws IOException {
    NoteFile file = NoteFile.named(name);
    try (SparkShell shell = new SparkShell(classes, settings)) {
      NoteRun run = NoteRun.of(file, shell, values);
      run.spark().values().forEach(NotesIT::assertShown);
      run.sql().forEach(ChartCheck::check);
      SeenPage.write(file, run);
      return run;
    }
  }

  /** Zeppelin sees one piece of HTML, which a browser can read, with pictures that are ones. */
  private static void assertShown(Outcome outcome) {
    assertThat(outcome.messages()).hasSize(1);
    assertThat(outcome.messages().get(0).getType()).isEqualTo(Type.HTML);
    PictureCheck.check(outcome.messages().get(0).getData());
  }

  static void isOneLine(Throwable failure) {
    assertThat(failure.getMessage().strip().lines()).hasSize(1);
  }

  private static String html(Outcome outcome) {
    return outcome.text().substring(0, outcome.text().indexOf("<!--"));
  }

  /** The rows of a table of HTML without its headings, cells parted by bars. */
  static List<String> rows(NoteRun run, String title) {
    return Stream.of(html(run.titled(title)).split("<tr>"))
        .skip(2)
        .map(row -> row.replaceAll("</td>\\s*<td[^>]*>", "|").replaceAll("<[^>]*>", "").strip())
        .toList();
  }

  private static String name(String row) {
    return row.split("\\|")[0];
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  static Table table(NoteRun run, String title) {
    return run.sql().entrySet().stream()
        .filter(entry -> entry.getKey().title().equals(title))
        .map(Map.Entry<Paragraph, Table>::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no paragraph \"" + title + "\""));
  }
}
