package io.trainvae.notebooks;

import io.trainvae.notebooks.NoteFile.Paragraph;
import io.trainvae.notebooks.SparkShell.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.zeppelin.interpreter.InterpreterResult.Type;
import org.apache.zeppelin.interpreter.InterpreterResultMessage;

/**
 * The output of a note's paragraphs, as {@code target/notes/<note>.html}, to view without Zeppelin.
 * Charts are shown as tables.
 */
final class SeenPage {
  private static final int MOST_ROWS = 20;

  private SeenPage() {}

  static void write(NoteFile note, NoteRun run) throws IOException {
    StringBuilder page =
        new StringBuilder("<meta charset=\"utf-8\"><body style=\"font: 13px sans-serif\">");
    for (Paragraph paragraph : note.paragraphs()) {
      page.append("<h2>").append(escape(paragraph.title())).append("</h2>");
      if (run.spark().containsKey(paragraph)) {
        run.spark().get(paragraph).messages().forEach(message -> page.append(shown(message)));
      } else if (run.sql().containsKey(paragraph)) {
        page.append(shown(run.sql().get(paragraph)));
      } else {
        page.append("<pre>").append(escape(paragraph.script())).append("</pre>");
      }
    }
    Path file = Path.of("target/notes", note.name() + ".html");
    Files.createDirectories(file.getParent());
    Files.writeString(file, page);
  }

  private static String shown(InterpreterResultMessage message) {
    return message.getType() == Type.HTML
        ? message.getData() + "-->"
        : "<pre style=\"color: #888\">" + escape(message.getData()) + "</pre>";
  }

  private static String shown(Table table) {
    String head =
        table.columns().stream().map(SeenPage::escape).collect(Collectors.joining("<th>"));
    String rows =
        table.rows().stream()
            .limit(MOST_ROWS)
            .map(row -> "<tr><td>" + escape(row.mkString("\t")).replace("\t", "<td>"))
            .collect(Collectors.joining());
    return "<table border cellpadding=\"4\"><tr><th>" + head + rows + "</table>";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
