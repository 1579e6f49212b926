package io.trainvae.notebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The note that trains on a table. */
final class TrainingNoteIT {
  @TempDir Path classes;

  @Test
  void trainsOnATable() throws IOException {
    NoteRun note = NotesIT.run("train-on-a-dataframe", classes, Map.of(), Map.of("epochs", "20"));
    assertThat(note.titled("Which table?").text()).contains("2000 rows, columns id, features");
    assertThat(NotesIT.table(note, "Loss by epoch").rows()).hasSize(20);
    assertThat(NotesIT.rows(note, "The strongest outliers").subList(0, 4))
        .extracting(row -> row.split("\\|")[1])
        .containsExactlyInAnyOrder("1", "501", "1001", "1501");
    assertThat(note.titled("The latent space, with details under the mouse").text())
        .contains("<title>id 1: score ");
  }

  @Test
  void aTableThatCannotBeTrainedOnIsToldInALine() {
    NoteFile note = NoteFile.named("train-on-a-dataframe");
    try (SparkShell shell = new SparkShell(classes, Map.of())) {
      assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of("table", "nothing")))
          .hasMessageContaining("Paragraph \"Which table?\" failed: " + NotesIT.PROBLEM)
          .satisfies(NotesIT::isOneLine);
      assertThatThrownBy(() -> NoteRun.of(note, shell, Map.of("column", "id")))
          .hasMessageContaining("Paragraph \"Train\" failed: " + NotesIT.PROBLEM)
          .hasMessageContaining("Cannot use column id as inputCol: it is bigint, expected vector")
          .satisfies(NotesIT::isOneLine);
    }
  }
}
