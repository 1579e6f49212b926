package io.trainvae.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trainvae.storage.Storage;
import io.trainvae.testing.LocalSpark;
import io.trainvae.train.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/**
 * A command as a user gives it, with all that it starts, in this virtual machine: only Spark's
 * session is the one that tests share.
 */
public record TestedCommand(int exitCode, String out, String err) {

  public static TestedCommand of(String... args) {
    return on(LocalSpark.session(), Map.of(), args);
  }

  static TestedCommand on(SparkSession spark, Map<String, String> environment, String... args) {
    return on(spark, environment, new StopSignal(), line -> {}, args);
  }

  /**
   * @param watcher called with each line of progress, on the thread that prints it
   */
  static TestedCommand on(
      SparkSession spark,
      Map<String, String> environment,
      StopSignal stop,
      Consumer<String> watcher,
      String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var watched =
        new PrintStream(err, true, UTF_8) {
          @Override
          public void println(String line) {
            super.println(line);
            watcher.accept(line);
          }
        };
    int exitCode =
        Main.run(
            new SharedSession(spark, environment),
            stop,
            args,
            new PrintStream(out, true, UTF_8),
            watched);
    return new TestedCommand(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  /**
   * Was refused: the exit code, and after the headline (of a training also a table of its layers)
   * nothing but one line, without class names.
   */
  void assertRefused(int expectedCode, String message) {
    assertThat(err.lines().filter(line -> !line.matches("(\\[\\d/\\d] )?[A-Z][a-z]+ing .*|  .*")))
        .as(toString())
        .singleElement()
        .asString()
        .contains(message)
        .doesNotContain("Exception");
    assertThat(exitCode).as(toString()).isEqualTo(expectedCode);
    assertThat(out).isEmpty();
  }

  public TestedCommand assertDone() {
    assertThat(exitCode).as(toString()).isZero();
    return this;
  }

  private record SharedSession(SparkSession spark, Map<String, String> environment)
      implements JobRunner {
    @Override
    public Storage storage() {
      return new Storage(spark.sparkContext().hadoopConfiguration());
    }

    @Override
    public <T> T run(String application, Function<Jobs, T> work) {
      return work.apply(new SparkJobs(spark));
    }
  }
}
