package io.trainvae.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainvae.error.JobException;
import io.trainvae.storage.Storage;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class NoteProblemTest {

  @Test
  void hasNothingThatAShellPrintsBelowIt() {
    assertThatThrownBy(
            () ->
                NoteProblem.inOneLine(
                    () -> {
                      throw JobException.data("Cannot use this:\n  no\n  never", new IOException());
                    }))
        .isInstanceOf(NoteProblem.class)
        .hasMessage("Cannot use this: no never")
        .hasNoCause()
        .satisfies(problem -> assertThat(problem.getStackTrace()).isEmpty());
    assertThatThrownBy(
            () ->
                NoteProblem.inOneLine(
                    () -> {
                      throw new IOException("first\nsecond");
                    }))
        .hasMessage("IOException: first");
    assertThat(NoteProblem.inOneLine(() -> 7)).isEqualTo(7);
  }

  /** A note has no command line that could take {@code --packages}. */
  @Test
  void namesTheSettingOfTheInterpreterForAStorageThatIsNotThere() {
    Storage storage = new Storage(new Configuration());
    assertThatThrownBy(() -> NoteRuns.in(storage, "abfs://container@account/runs"))
        .hasMessageContaining("--packages ");
    assertThatThrownBy(
            () ->
                NoteProblem.inOneLine(() -> NoteRuns.in(storage, "abfs://container@account/runs")))
        .hasMessageContaining("the interpreter's setting spark.jars.packages org.apache.hadoop:")
        .hasMessageNotContaining("--packages");
  }
}
