package io.trainvae.notebooks;

import io.trainvae.notebooks.NoteFile.Paragraph;
import io.trainvae.notebooks.SparkShell.Outcome;
import io.trainvae.notebooks.SparkShell.Table;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.zeppelin.display.GUI;

/** All paragraphs of a note, one after the other, up to the first that fails. */
final class NoteRun {
  private final Map<Paragraph, Outcome> spark = new LinkedHashMap<>();
  private final Map<Paragraph, Table> sql = new LinkedHashMap<>();
  private final Map<String, Object> forms = new HashMap<>();

  private NoteRun() {}

  /**
   * @param values that a user has given to forms, by name
   * @throws AssertionError when a paragraph fails
   */
  static NoteRun of(NoteFile note, SparkShell shell, Map<String, Object> values) {
    return of(note.paragraphs(), shell, values);
  }

  /** Only the paragraphs behind the one that asks for the run, in a shell that has run all. */
  static NoteRun afterTheFirst(NoteFile note, SparkShell shell) {
    return of(note.paragraphs().subList(2, note.paragraphs().size()), shell, Map.of());
  }

  private static NoteRun of(
      List<Paragraph> paragraphs, SparkShell shell, Map<String, Object> values) {
    NoteRun run = new NoteRun();
    for (Paragraph paragraph : paragraphs) {
      switch (paragraph.interpreter()) {
        case "spark" -> run.runSpark(paragraph, shell, values);
        case "spark.sql" -> run.runSql(paragraph, shell);
        default -> {}
      }
    }
    return run;
  }

  private void runSpark(Paragraph paragraph, SparkShell shell, Map<String, Object> values) {
    GUI gui = new GUI();
    gui.setParams(new HashMap<>(values));
    Outcome outcome = shell.run(paragraph.script(), gui);
    if (!outcome.success()) {
      throw new AssertionError(failed(paragraph) + outcome.text());
    }
    spark.put(paragraph, outcome);
    gui.getForms().forEach((name, form) -> forms.put(name, form.getDefaultValue()));
  }

  private void runSql(Paragraph paragraph, SparkShell shell) {
    try {
      sql.put(paragraph, shell.sql(paragraph.script()));
    } catch (Exception e) {
      throw new AssertionError(failed(paragraph) + e.getMessage(), e);
    }
  }

  private static String failed(Paragraph paragraph) {
    return "Paragraph \"" + paragraph.title() + "\" failed: ";
  }

  /** The output of each {@code %spark} paragraph. */
  Map<Paragraph, Outcome> spark() {
    return spark;
  }

  /** The result of each {@code %spark.sql} paragraph. */
  Map<Paragraph, Table> sql() {
    return sql;
  }

  /** The forms of all {@code %spark} paragraphs with their defaults, by name. */
  Map<String, Object> forms() {
    return forms;
  }

  /** The output of the {@code %spark} paragraph with this title. */
  Outcome titled(String title) {
    return spark.entrySet().stream()
        .filter(entry -> entry.getKey().title().equals(title))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no paragraph \"" + title + "\""));
  }
}
