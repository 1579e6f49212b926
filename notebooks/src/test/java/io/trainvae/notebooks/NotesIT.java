package io.trainvae.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.notebooks.NoteFile.Paragraph;
import io.trainvae.notebooks.SparkShell.Outcome;
import io.trainvae.notebooks.SparkShell.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
      "The runs, the best one first where their test losses compare";

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
    assertThat(note.forms()).containsEntry("run", runs.folder().toString());
    String figures = note.titled("Which run?").text();
    assertThat(figures).contains("<h3>last</h3>", "synthetic: 300 to train, 300 to test");
    assertThat(table(note, "Training loss by epoch").rows()).hasSize(3);
    assertThat(table(note, "Anomaly scores of each class, test images").rows())
        .hasSize(10)
        .allSatisfy(row -> assertThat(row.getDouble(2)).isBetween(1.0, 784 * Math.log(2)));
  }

  @Test
  void exploresARunThatIsNotEncodedYet() throws IOException {
    Path encoded = runs.first().resolve("encoded");
    delete(encoded);
    NoteRun note =
        run(
            "explore-the-latent-space",
            Map.of(),
            Map.of("run", runs.first().toUri().toString(), "image", "7"));
    assertThat(note.titled("Encode, if that is not done yet").text())
        .contains("600 images, encoded now, in file:" + encoded);
    assertThat(encoded.resolve("_SUCCESS")).exists();
    assertThat(note.forms()).containsKeys("run", "x", "y", "image", "from", "to");
    // An image is the nearest neighbour of itself.
    assertThat(note.titled("Nearest neighbours of a test image").text())
        .containsPattern("<figcaption>7: class \\d, 0[.,]00</figcaption>");
  }

  @Test
  void comparesTheRunsOfAFolder() throws IOException {
    NoteRun note = run("compare-runs", Map.of(), Map.of("runs", runs.folder().toString()));
    assertThat(table(note, BEST_FIRST).rows())
        .extracting(row -> row.getString(0))
        .containsExactly("first", "last");
    assertThat(table(note, "Training loss by epoch").rows()).hasSize(3);
    String differing = note.titled("In what their configurations differ").text();
    assertThat(differing.substring(0, differing.indexOf("<!--")))
        .contains("train.epochs", "train.seed", "train.workers")
        .doesNotContain("optimiser");
  }

  @Test
  void comparesRunsThatAreNamedOneByOne() throws IOException {
    String both = runs.last() + ", " + runs.first().toUri();
    NoteRun note = run("compare-runs", Map.of(), Map.of("runs", both));
    assertThat(table(note, BEST_FIRST).rows()).hasSize(2);
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
        run("compare-runs", Map.of(), Map.of("runs", runs.first().toUri() + ", " + part));
    assertThat(note.titled("Which runs?").text())
        .contains("These runs differ in the number of test images (first: 300 images, ")
        .contains("first 50 of 300 images");
    assertThat(table(note, BEST_FIRST).rows())
        .extracting(row -> row.getAs("tested_on"))
        .as("by name, although the second has the lower loss")
        .containsExactly("300 images", "first 50 of 300 images");
  }

  @Test
  void failsWhereThereIsNoRun() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    Path empty = Files.createDirectories(folder.resolve("empty"));
    try (SparkShell shell = new SparkShell(classes, Map.of())) {
      for (NoteFile note : NoteFile.all()) {
        String form = note.name().equals("compare-runs") ? "runs" : "run";
        String failed = "Paragraph \"Which " + form + "?\" failed: ";
        assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of(form, nowhere.toString())))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining(failed + "io.trainvae.error.JobException: ")
            .hasMessageContaining("file:" + nowhere);
        assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of(form, empty.toString())))
            .hasMessageContaining(
                failed
                    + "io.trainvae.error.JobException: Cannot use file:"
                    + empty
                    + " as a trained run: it has no config.yaml");
      }
    }
  }

  @Test
  void failsOnAFormThatMakesNoSense() {
    NoteFile note = NoteFile.named("explore-the-latent-space");
    String run = runs.last().toString();
    try (SparkShell shell = new SparkShell(classes, Map.of())) {
      assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of("run", run, "x", "20")))
          .hasMessageContaining("x is 20, expected a latent dimension from 0 to 19");
      assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of("run", run, "image", "300")))
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
    NoteFile file = NoteFile.named(name);
    try (SparkShell shell = new SparkShell(Files.createTempDirectory(classes, "shell"), settings)) {
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

  private static Table table(NoteRun run, String title) {
    return run.sql().entrySet().stream()
        .filter(entry -> entry.getKey().title().equals(title))
        .map(Map.Entry<Paragraph, Table>::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no paragraph \"" + title + "\""));
  }
}
