package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.train.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that a scheduler can detect before it starts Spark. */
class CheckCommandTest {
  @TempDir Path folder;
  private final RecordingJobRunner engine = new RecordingJobRunner();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void printsTheConfigurationAndStartsNoSpark() {
    Path run = folder.resolve("runs/r");
    assertThat(check("--preset", "deep-conv", "--epochs", "2", "--run", run.toString())).isZero();
    assertThat(out.toString(UTF_8)).contains("  size: 128x128\n", "  epochs: 2\n");
    assertThat(engine.applications).isEmpty();
    assertThat(run).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | --preset mlp-40               | mlp-40
          2 | --set train.epoch=3           | train.epoch: unknown key
          2 | --epochs 0                    | train.epochs: met 0
          2 | --grid 1                      | decode.grid: met 1
          2 | --limit 0                     | Cannot use --limit 0
          2 | --size 0x4                    | Cannot use --size 0x4
          2 | --importance-samples -1       | Cannot use --importance-samples -1
          3 | --source /no/such/folder      | /no/such/folder
          3 | --preset deep-conv --size 9x9 | its images are 9x9, expected data.size 128x128
          3 | --preset cvae --set model.classes=3 | labels 0 to 9, expected none above 2
          4 | --run /proc/run               | /proc/run
          """)
  void refuses(int exitCode, String options, String message) {
    assertThat(check(options.split(" "))).isEqualTo(exitCode);
    assertThat(err.toString(UTF_8)).contains(message);
    assertThat(engine.applications).isEmpty();
  }

  @Test
  void tellsAnotherScala() {
    ClassLoader ours = getClass().getClassLoader();
    assertThat(SparkRelease.misfit(ours)).isEmpty();
    var later =
        new ClassLoader(ours) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            return super.loadClass(
                name.equals("scala.collection.immutable.LazyList") ? "java.lang.String" : name,
                resolve);
          }
        };
    assertThat(SparkRelease.misfit(later))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .startsWith("Cannot run on Spark 3.5.")
                    .contains("for Scala 2.13: expected Spark 3.5 for Scala 2.12")
                    .doesNotContain("\n"));
  }

  private int check(String... options) {
    List<String> args = new ArrayList<>(List.of("check"));
    Stream.of(options).forEach(args::add);
    return Main.run(
        engine,
        new StopSignal(),
        args.toArray(String[]::new),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }
}
