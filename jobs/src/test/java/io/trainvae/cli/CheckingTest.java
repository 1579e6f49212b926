package io.trainvae.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the launcher refuses before it starts Spark is what the command itself refuses. */
class CheckingTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void refusesInTheWordsOfTheCommand() {
    for (String line :
        new String[] {
          "run --bogus",
          "encode",
          "nothing",
          "run --epochs x --set model.latnt=3",
          "run --preset mlp-40",
          "train --data d --resume",
          "train --data d --run r --resume --overwrite",
          "run --data d --limit 3",
          "--epochs 0"
        }) {
      String[] words = line.split(" ");
      assertThat(check(words)).as(line).isEqualTo(2);
      TestedCommand command = TestedCommand.of(words);
      assertThat(command.exitCode()).as(line).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8)).as(line).isEqualTo(command.err());
    }
  }

  /** Storage would throw. */
  @Test
  void runsAndPrintsNothing() {
    for (String line :
        new String[] {
          "run --epochs 3",
          "run --preset s3a://bucket/my.yaml --epochs x",
          "train --data d --run r --resume --epochs x",
          "ingest --source nowhere --output o",
          "run --help",
          "presets"
        }) {
      assertThat(check(line.split(" "))).as(line).isZero();
      assertThat(out.toString(StandardCharsets.UTF_8)).as(line).isEmpty();
      assertThat(err.toString(StandardCharsets.UTF_8)).as(line).isEmpty();
    }
    assertThat(check("--debug", "--epochs", "3")).isZero();
  }

  private int check(String... words) {
    Stream.of(out, err).forEach(ByteArrayOutputStream::reset);
    return Main.check(
        PrintingMain.NONE, words, new PrintStream(out, true), new PrintStream(err, true));
  }
}
