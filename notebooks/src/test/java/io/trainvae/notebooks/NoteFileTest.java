package io.trainvae.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.trainvae.notebooks.NoteFile.Paragraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.zeppelin.notebook.Note;
import org.apache.zeppelin.scheduler.Job.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The content of the files as Zeppelin reads it, and what they must not contain. */
final class NoteFileTest {

  static List<NoteFile> notes() {
    return NoteFile.all();
  }

  static List<NoteFile> notesOfRuns() {
    return NoteFile.ofRuns();
  }

  @Test
  void thereIsANoteForEachPurpose() {
    assertThat(notes())
        .extracting(NoteFile::name)
        .containsExactly(
            "compare-runs", "explore-the-latent-space", "inspect-a-run", "train-on-a-dataframe");
  }

  @ParameterizedTest
  @MethodSource("notes")
  void zeppelinReadsIt(NoteFile file) {
    Note note = file.note();
    assertThat(note.getName()).startsWith("train-vae/");
    assertThat(note.getParagraphs())
        .hasSizeGreaterThan(5)
        .allSatisfy(
            paragraph -> {
              assertThat(paragraph.getTitle()).isNotBlank();
              assertThat(paragraph.getStatus()).isEqualTo(Status.READY);
              assertThat(paragraph.getReturn()).isNull();
              assertThat(paragraph.getConfig()).containsEntry("title", true);
              assertThat(paragraph.getConfig()).containsEntry("enabled", true);
            });
    assertThat(file.paragraphs().get(0).interpreter()).isEqualTo("md");
    assertThat(file.paragraphs())
        .extracting(Paragraph::interpreter)
        .containsOnly("md", "spark", "spark.sql");
    assertThat(file.paragraphs()).extracting(Paragraph::title).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("notesOfRuns")
  void asksForTheRunFirst(NoteFile file) {
    Paragraph first =
        file.paragraphs().stream()
            .filter(paragraph -> !paragraph.interpreter().equals("md"))
            .findFirst()
            .orElseThrow();
    assertThat(first.title()).matches("Which runs?\\?");
    assertThat(first.script())
        .containsPattern(
            "z\\.textbox\\(\"folders?\", spark\\.conf\\.get\\(\"spark\\.trainvae\\.runs")
        .containsPattern("z\\.(select|checkbox)\\(\"runs?\",");
  }

  /** All notes may run in one shell, where a name or view of one would be found by another. */
  @Test
  void whatTwoNotesDefineIsTheSameInBoth() {
    Pattern definition = Pattern.compile("^(?:val|var|def|case class|class|object) (\\w+)");
    Map<String, String> known = new HashMap<>();
    Map<String, String> definedBy = new HashMap<>();
    for (NoteFile note : notes()) {
      for (Paragraph paragraph : note.paragraphs()) {
        for (String part : paragraph.script().split("\n(?=\\S)")) {
          Matcher name = definition.matcher(part);
          if (paragraph.interpreter().equals("spark") && name.find()) {
            String owner = definedBy.putIfAbsent(name.group(1), note.name());
            String earlier = known.putIfAbsent(name.group(1), part.strip());
            if (owner != null && !owner.equals(note.name())) {
              assertThat(part.strip()).as("%s of %s", name.group(1), note).isEqualTo(earlier);
            }
          }
        }
      }
    }
    assertThat(known).containsKeys("show", "inspectRun", "exploreRun", "compareRuns");
  }

  @ParameterizedTest
  @MethodSource("notes")
  void viewsBearTheNameOfTheirNote(NoteFile note) {
    String prefix = note.name().substring(0, note.name().indexOf('-')) + "_";
    Pattern view = Pattern.compile("createOrReplaceTempView\\(\"(\\w+)\"\\)");
    for (Paragraph paragraph : note.paragraphs()) {
      Matcher made = view.matcher(paragraph.script());
      while (made.find()) {
        assertThat(made.group(1)).startsWith(prefix);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("notes")
  void holdsNothingOfThoseWhoRanIt(NoteFile file) {
    Set<String> known = Set.of("title", "text", "config", "settings", "status");
    JsonObject json = JsonParser.parseString(file.json()).getAsJsonObject();
    assertThat(json.keySet()).containsOnly("name", "config", "paragraphs");
    for (JsonElement paragraph : json.getAsJsonArray("paragraphs")) {
      assertThat(paragraph.getAsJsonObject().keySet()).isEqualTo(known);
      JsonObject settings = paragraph.getAsJsonObject().getAsJsonObject("settings");
      assertThat(settings.getAsJsonObject("params").size()).isZero();
      assertThat(settings.getAsJsonObject("forms").size()).isZero();
    }
  }

  @Test
  void zeppelinRefusesABrokenNote(@TempDir Path folder) throws IOException {
    Path broken = folder.resolve("broken.zpln");
    Files.writeString(broken, NoteFile.named("inspect-a-run").json().replaceFirst("\"name\":", ""));
    assertThatThrownBy(() -> new NoteFile(broken).note())
        .hasMessageContaining("Zeppelin cannot read " + broken);
  }
}
