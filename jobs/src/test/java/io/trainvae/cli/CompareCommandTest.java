package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.train.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  @TempDir Path folder;
  private final RecordingJobRunner engine = new RecordingJobRunner();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int main(String... args) {
    return Main.run(
        engine,
        new StopSignal(),
        args,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private String in(String name) {
    return folder.resolve(name).toString();
  }

  private void trained(String name, String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "run";
    args[1] = "--run";
    args[2] = in(name);
    System.arraycopy(options, 0, args, 3, options.length);
    assertThat(main(args)).as(err.toString(UTF_8)).isZero();
    out.reset();
    err.reset();
  }

  @Test
  void putsRunsOnOnePageWithoutSpark() throws IOException {
    trained("a");
    trained("b", "--set", "model.latent=2");
    engine.applications.clear();
    assertThat(main("compare", in("a"), in("b"), "--output", in("out/ab.html")))
        .as(err.toString(UTF_8))
        .isZero();

    assertThat(engine.applications).isEmpty();
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            comparison  %s
            a           test -ELBO 104.46, 10 images
            b           test -ELBO 104.46, 10 images
            """
                .formatted(in("out/ab.html")));
    assertThat(Files.readString(folder.resolve("out/ab.html")))
        .contains("2 runs compared", "<th>model.latent</th><td>20</td><td>2</td>")
        .doesNotContain("train.batch");
  }

  @Test
  void aRunThatWasNotEvaluatedHasNoTestFigures() {
    trained("a");
    trained("b");
    assertThat(main("train", "--data", in("a/data"), "--run", in("c"))).isZero();
    out.reset();
    assertThat(main("compare", in("a"), in("c"), "--output", in("x.html"))).isZero();

    assertThat(out.toString(UTF_8)).contains("c           not evaluated\n");
  }

  @Test
  void refusesWhatCannotBeCompared() throws IOException {
    trained("a");
    Files.createDirectories(folder.resolve("empty"));
    assertRefused("Cannot compare 1 run: expected at least 2", in("a"));
    assertRefused("Cannot compare 0 runs: expected at least 2");
    assertRefused(
        "Cannot compare file:%s with itself: expected different runs".formatted(in("a")),
        in("a"),
        in("empty/../a"));
    assertRefused(
        ("Cannot compare file:%s: it has no config.yaml, expected the folder of a run that was"
                + " trained")
            .formatted(in("empty")),
        in("a"),
        in("empty"));
    trained("b");
    assertRefused(
        "Cannot write file:%s: it is a folder, expected a file".formatted(in("empty")),
        in("a"),
        in("b"),
        "--output",
        in("empty"));
  }

  @Test
  void aFolderThatIsNotThereIsUnusableData() {
    trained("a");
    assertThat(main("compare", in("a"), in("gone"))).isEqualTo(3);
    assertThat(err.toString(UTF_8)).contains(in("gone"));
    assertThat(Path.of("compare.html")).doesNotExist();
  }

  private void assertRefused(String message, String... args) {
    err.reset();
    String[] all = new String[args.length + 1];
    all[0] = "compare";
    System.arraycopy(args, 0, all, 1, args.length);
    assertThat(main(all)).isEqualTo(2);
    assertThat(err.toString(UTF_8)).isEqualTo(message + "\n");
  }
}
