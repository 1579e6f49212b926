package io.trainvae.notebooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.zeppelin.notebook.Note;
import org.apache.zeppelin.notebook.ParagraphTextParser;

/** A note as this folder holds it, as Zeppelin reads it. */
record NoteFile(Path path) {

  /**
   * A paragraph's text as Zeppelin parses it.
   *
   * @param interpreter such as {@code spark.sql}
   * @param script without the line that names the interpreter
   */
  record Paragraph(String title, String interpreter, String script, Map<String, Object> config) {}

  /** The notes of this project, by name. */
  static List<NoteFile> all() {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      return files
          .filter(file -> file.toString().endsWith(".zpln"))
          .sorted()
          .map(NoteFile::new)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The notes that show runs. */
  static List<NoteFile> ofRuns() {
    return all().stream().filter(note -> !note.name().equals("train-on-a-dataframe")).toList();
  }

  static NoteFile named(String name) {
    return new NoteFile(Path.of(name + ".zpln"));
  }

  String name() {
    return path.getFileName().toString().replace(".zpln", "");
  }

  String json() {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Note note() {
    try {
      return Note.fromJson(null, json());
    } catch (IOException e) {
      throw new UncheckedIOException("Zeppelin cannot read " + path, e);
    }
  }

  List<Paragraph> paragraphs() {
    return note().getParagraphs().stream().map(NoteFile::paragraph).toList();
  }

  private static Paragraph paragraph(org.apache.zeppelin.notebook.Paragraph stored) {
    ParagraphTextParser.ParseResult parsed = ParagraphTextParser.parse(stored.getText());
    return new Paragraph(
        stored.getTitle(), parsed.getIntpText(), parsed.getScriptText(), stored.getConfig());
  }

  @Override
  public String toString() {
    return name();
  }
}
